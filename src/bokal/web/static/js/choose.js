// Enter in a form with a search in it: in the words it searches for them, elsewhere it presses the main button.
// A browser alone presses the first button of the form, which may be that of a search.

function pressed(field) {
  const search = field.closest(".chooser-search");
  return search ? search.querySelector("button") : field.form.querySelector("button[type=submit]:not([name=find])");
}

function onEnter(event) {
  const field = event.target;
  const writes = field.matches?.("input:not([type=submit], [type=button], [type=reset], [type=file])");
  if (event.key !== "Enter" || event.isComposing || !writes || !field.form) return;
  if (!field.form.querySelector(".chooser-search")) return;
  event.preventDefault();
  pressed(field)?.click();
}

document.addEventListener("keydown", onEnter);
