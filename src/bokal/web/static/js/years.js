// A slider over the links of years: <nav data-years>. Without script the links stand alone; with it the slider
// follows the very same links, puts the answer in place of what was there, and says the year aloud.

import { enhance } from "./map.js";

const PLACES = [".languages", ".print-address"];

class Years {
  constructor(nav) {
    this.nav = nav;
    this.links = [...nav.querySelectorAll("a[href]")];
    this.said = document.querySelector("[data-year-said]");
    this.addSlider();
    nav.addEventListener("click", (event) => this.click(event));
    nav.dataset.ready = "";
  }

  current() {
    return Math.max(0, this.links.findIndex((link) => link.hasAttribute("aria-current")));
  }

  addSlider() {
    const label = document.createElement("label");
    label.textContent = this.nav.dataset.label;
    // The slider itself says its year; what is written beside it would be said twice.
    this.written = document.createElement("span");
    this.written.setAttribute("aria-hidden", "true");
    this.slider = document.createElement("input");
    this.slider.type = "range";
    this.slider.min = "0";
    this.slider.max = String(this.links.length - 1);
    this.slider.step = "1";
    this.slider.id = "year-slider";
    label.htmlFor = this.slider.id;
    const row = document.createElement("p");
    row.className = "year-slider";
    row.append(label, this.slider, this.written);
    this.nav.prepend(row);
    this.show(this.current());
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    this.slider.addEventListener("change", () => this.go(this.links[Number(this.slider.value)]));
  }

  show(place) {
    const year = this.links[place].textContent.trim();
    this.slider.value = String(place);
    this.slider.setAttribute("aria-valuetext", year);
    this.written.textContent = year;
  }

  click(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.show(this.links.indexOf(link));
    this.go(link);
  }

  // Only the last year asked for is shown, however slow the answers are.
  async go(link) {
    const asked = (this.asked = link.href);
    let page;
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      window.location.assign(link.href);
      return;
    }
    if (asked !== this.asked) return;
    this.put(page);
    window.history.replaceState(null, "", link.href);
    for (const other of this.links) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  }

  put(page) {
    const here = document.querySelector("[data-year-view]");
    const fresh = page.querySelector("[data-year-view]");
    here.replaceWith(fresh);
    for (const place of PLACES) {
      const other = page.querySelector(place);
      if (other) document.querySelector(place)?.replaceWith(other);
    }
    enhance(fresh);
    this.said.textContent = fresh.querySelector("[data-year-title], h2")?.textContent ?? fresh.dataset.yearView;
  }
}

for (const nav of document.querySelectorAll("[data-years]:not([data-ready])")) new Years(nav);
