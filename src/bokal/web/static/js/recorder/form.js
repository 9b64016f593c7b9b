// The form: what is written into it as a voice, and a voice back into it.

import { MOST_PHOTOS, shrink } from "./photos.js";
import { find, tell, text } from "./texts.js";

const KEPT_BETWEEN = ["channel", "language", "area"];

export class Form {
  constructor(form) {
    this.form = form;
    this.photos = [];
    this.key = "";
    const picker = form.elements.photos;
    picker.addEventListener("change", () => this.add([...picker.files]));
    form.addEventListener("input", () => tell("words-error", ""));
  }

  async add(files) {
    this.form.elements.photos.value = "";
    tell("photos-error", files.length + this.photos.length > MOST_PHOTOS ? text("photos-many") : "");
    for (const file of files.slice(0, MOST_PHOTOS - this.photos.length)) {
      try {
        this.photos.push(await shrink(file));
      } catch {
        tell("photos-error", text("photo-broken"));
      }
      this.list();
    }
  }

  list() {
    find("photos").replaceChildren(...this.photos.map((bytes, place) => this.line(bytes, place)));
  }

  line(bytes, place) {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = text("remove");
    const size = Math.ceil(bytes.byteLength / 1024);
    line.textContent = text("photo", { number: place + 1, size });
    button.setAttribute("aria-label", `${text("remove")}: ${line.textContent}`);
    button.addEventListener("click", () => {
      this.photos.splice(place, 1);
      this.list();
      this.form.elements.photos.focus();
    });
    line.append(" ", button);
    return line;
  }

  // What is written, without the pictures; unticked is no.
  fields() {
    const found = Object.fromEntries(new FormData(this.form));
    delete found.photos;
    return { ...found, may_publish: this.form.elements.may_publish.checked };
  }

  fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements[name];
      if (!field) continue;
      if (name === "may_publish") field.checked = value;
      else field.value = value;
    }
  }

  open(item) {
    this.fill(item.record);
    this.key = item.key;
    this.photos = [...item.photos];
    this.list();
    this.form.elements.words.focus();
  }

  // Between two voices of one recorder some answers stay; between two people in the kiosk none does.
  wipe({ all }) {
    const stay = all ? {} : Object.fromEntries(KEPT_BETWEEN.map((name) => [name, this.fields()[name]]));
    this.form.reset();
    for (const field of this.form.querySelectorAll("textarea, input[type=text]")) field.value = "";
    this.form.querySelector("details").open = false;
    this.fill({ age: "", gender: "", may_publish: false, ...stay });
    this.photos = [];
    this.key = "";
    this.list();
    for (const place of ["words-error", "photos-error"]) tell(place, "");
  }

  require() {
    const missing = !this.form.elements.words.value.trim();
    const { words } = this.form.elements;
    words.setAttribute("aria-invalid", String(missing));
    tell("words-error", missing ? text("words-missing") : "");
    if (missing) words.focus();
    return !missing;
  }
}
