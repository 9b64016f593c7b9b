// The list of what is still on the device.

import { find, text } from "./texts.js";

const SHOWN = 80;

function label(form, name, value) {
  const option = form.querySelector(`[name=${name}] option[value="${CSS.escape(value)}"]`);
  const radio = form.querySelector(`input[name=${name}][value="${CSS.escape(value)}"]`);
  return (option ?? radio?.closest("label"))?.textContent.trim() ?? "";
}

function paragraph(said, className = "") {
  const made = document.createElement("p");
  made.textContent = said;
  made.className = className;
  made.dir = "auto";
  return made;
}

function line(item, account, form, change) {
  const made = document.createElement("li");
  const { words, channel, area } = item.record;
  const when = new Date(item.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const facts = [when, label(form, "channel", channel), area && label(form, "area", area)];
  if (item.photos.length) facts.push(text("photos", { count: item.photos.length }));
  made.append(paragraph(words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words));
  made.append(paragraph(facts.filter(Boolean).join(" · "), "hint"));
  if (item.by && account && item.by !== account) made.append(paragraph(text("by-other"), "hint"));
  if (item.problem) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.variant = "secondary";
    button.textContent = text("change");
    button.addEventListener("click", () => change(item));
    made.append(paragraph(item.problem, "field-error"), button);
  }
  return made;
}

export function show(items, account, form, change) {
  find("count").textContent = String(items.length);
  find("queue").replaceChildren(...items.map((item) => line(item, account, form, change)));
}
