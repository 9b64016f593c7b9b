// What the script says stands in the page, in the language of the page.

const texts = document.getElementById("texts").content;

export function text(name, values = {}) {
  const said = texts.querySelector(`[data-say="${name}"]`).textContent;
  return said.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export function find(name) {
  return document.querySelector(`[data-${name}]`);
}

export function tell(name, said) {
  const place = find(name);
  place.textContent = said;
  place.hidden = !said;
}
