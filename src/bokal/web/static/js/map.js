// Moves, enlarges and reads the maps the server draws: <div class="map" data-map> around an SVG.
// A viewer of our own, because Leaflet brings its own grid of coordinates, tiles and roles and would
// hide the drawing's links; here the viewBox moves and the document stays what it was.

const STEP = 1.5;
const MOST = 24;
const PUSH = 0.15;
const MOVED = 5;
const LONGEST = 120;
const SVG = "http://www.w3.org/2000/svg";
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

class MapViewer {
  constructor(root, svg) {
    this.root = root;
    this.svg = svg;
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.whole = { x, y, width, height };
    this.view = { ...this.whole };
    this.letters = parseFloat(getComputedStyle(svg).fontSize);
    this.pointers = new Map();
    this.dragged = false;
    this.panel = findPanel(root);
    this.links = [...svg.querySelectorAll("a[href]")];
    this.frame = document.createElement("div");
    this.addFrame();
    this.addButtons();
    this.listen();
    this.rove(this.links[0]);
    this.addScale();
    root.dataset.ready = "";
  }

  addFrame() {
    this.frame.className = "map-view";
    this.frame.tabIndex = 0;
    this.frame.setAttribute("role", "group");
    this.frame.setAttribute("aria-label", this.root.dataset.map || this.svg.querySelector("title").textContent);
    this.svg.before(this.frame);
    this.frame.append(this.svg);
  }

  addButtons() {
    const group = document.createElement("div");
    group.className = "map-buttons";
    const { zoomIn = "Zoom in", zoomOut = "Zoom out", reset = "Show all" } = this.root.dataset;
    for (const [sign, label, act] of [
      ["+", zoomIn, () => this.zoom(STEP)],
      ["−", zoomOut, () => this.zoom(1 / STEP)],
      ["⤢", reset, () => this.show(this.whole)],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.title = label;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", act);
      group.append(button);
    }
    this.frame.before(group);
  }

  // The drawn scale would leave the view with the drawing; this one stays and is measured anew.
  addScale() {
    this.scale = document.createElement("p");
    this.scale.className = "map-scale";
    this.frame.append(this.scale);
    new ResizeObserver(() => this.measure()).observe(this.svg);
  }

  measure() {
    const metres = Number(this.svg.dataset.metres) * this.unit();
    if (!(metres > 0 && Number.isFinite(metres))) return;
    const most = metres * LONGEST;
    const power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((step) => step * power).find((step) => step <= most);
    this.scale.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    this.scale.style.inlineSize = `${length / metres}px`;
  }

  listen() {
    const { svg } = this;
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, (event) => this.release(event));
    }
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("click", (event) => this.click(event));
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    // On the frame, because Chromium gives an SVG that listens for focus a stop of its own.
    this.frame.addEventListener("focusin", (event) => this.focus(event.target.closest("a[href]")));
    this.frame.addEventListener("focusout", () => this.ring(this.picked));
    this.frame.addEventListener("keydown", (event) => this.key(event));
  }

  // Units of the drawing for one pixel: the SVG is fitted into its box as a whole.
  unit() {
    const box = this.svg.getBoundingClientRect();
    return Math.max(this.view.width / box.width, this.view.height / box.height);
  }

  placeOf(clientX, clientY) {
    const point = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  }

  middle() {
    const { x, y, width, height } = this.view;
    return { x: x + width / 2, y: y + height / 2 };
  }

  zoom(factor, around = this.middle(), smooth = true) {
    const { whole, view } = this;
    const width = Math.min(whole.width, Math.max(whole.width / MOST, view.width / factor));
    const share = width / view.width;
    const target = {
      x: around.x - (around.x - view.x) * share,
      y: around.y - (around.y - view.y) * share,
      width,
      height: view.height * share,
    };
    this.show(target, smooth);
  }

  pan(x, y, smooth = true) {
    this.show({ ...this.view, x: this.view.x + x, y: this.view.y + y }, smooth);
  }

  // The aim holds at once, so that quick presses add up; only the drawing may follow more slowly.
  show(target, smooth = true) {
    const from = { ...(this.shown ?? this.view) };
    this.view = this.within(target);
    cancelAnimationFrame(this.running);
    this.root.toggleAttribute("data-zoomed", this.view.width < this.whole.width * 0.999);
    if (!smooth || still.matches) {
      this.draw(this.view);
      return;
    }
    const start = performance.now();
    const next = (now) => {
      const share = Math.min(1, Math.max(0, (now - start) / 160));
      const mix = (key) => from[key] + (this.view[key] - from[key]) * share;
      this.draw({ x: mix("x"), y: mix("y"), width: mix("width"), height: mix("height") });
      if (share < 1) this.running = requestAnimationFrame(next);
    };
    this.running = requestAnimationFrame(next);
  }

  within({ x, y, width, height }) {
    const { whole } = this;
    const hold = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
    return {
      x: hold(x, whole.x, whole.x + whole.width - width),
      y: hold(y, whole.y, whole.y + whole.height - height),
      width,
      height,
    };
  }

  draw(box) {
    this.shown = box;
    this.svg.style.fontSize = `${(this.letters * box.width) / this.whole.width}px`;
    this.svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    this.measure();
  }

  press(event) {
    if (event.button !== 0) return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size === 1) {
      this.dragged = false;
      this.pressedAt = { x: event.clientX, y: event.clientY };
    }
  }

  drag(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const now = { x: event.clientX, y: event.clientY };
    const before = this.spread();
    this.pointers.set(event.pointerId, now);
    if (Math.hypot(now.x - this.pressedAt.x, now.y - this.pressedAt.y) > MOVED) this.dragged = true;
    if (!this.dragged) return;
    this.root.dataset.dragging = "";
    const unit = this.unit() / this.pointers.size;
    this.pan((last.x - now.x) * unit, (last.y - now.y) * unit, false);
    const after = this.spread();
    if (before && after) this.zoom(after.size / before.size, this.placeOf(after.x, after.y), false);
  }

  // Two fingers: where their middle is and how far apart they are.
  spread() {
    if (this.pointers.size !== 2) return null;
    const [one, other] = [...this.pointers.values()];
    const size = Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, size };
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    if (this.pointers.size === 0) delete this.root.dataset.dragging;
  }

  // Without ctrl the wheel scrolls the page, as everywhere else.
  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 200), this.placeOf(event.clientX, event.clientY), false);
  }

  // A pointer picks and shows; Enter on a link that has focus is already shown, so it goes there.
  click(event) {
    const link = event.target.closest("a[href]");
    if (this.dragged) {
      event.preventDefault();
      this.dragged = false;
    } else if (link && event.detail > 0 && !(event.ctrlKey || event.metaKey || event.shiftKey) && this.panel) {
      event.preventDefault();
      this.pick(link);
      link.focus({ preventScroll: true });
    }
  }

  focus(link) {
    if (!link) return;
    const pointed = this.pointers.size > 0 || this.picked === link;
    this.rove(link);
    this.pick(link);
    if (!pointed) this.reveal(link);
  }

  // One stop for the tab key instead of one for each area; the arrow keys lead on from there.
  rove(current) {
    for (const link of this.links) link.setAttribute("tabindex", link === current ? "0" : "-1");
  }

  reveal(link) {
    const box = link.getBBox();
    const { x, y, width, height } = this.view;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const inside = middle.x > x && middle.x < x + width && middle.y > y && middle.y < y + height;
    if (!inside) this.show({ ...this.view, x: middle.x - width / 2, y: middle.y - height / 2 });
  }

  // A light line within a dark one over all areas, so that it can be seen on every shade and beside every neighbour.
  ring(link) {
    this.rings?.remove();
    if (!link) return;
    this.rings = document.createElementNS(SVG, "g");
    this.rings.setAttribute("class", "rings");
    this.rings.toggleAttribute("data-focus", link.matches(":focus-visible"));
    this.rings.toggleAttribute("data-dot", "dot" in link.dataset);
    for (const part of ["dark", "light"]) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("class", `ring ${part}`);
      line.setAttribute("d", link.querySelector("path").getAttribute("d"));
      this.rings.append(line);
    }
    // A dot is smaller than its ring, which would hide it from above.
    if ("dot" in link.dataset) link.before(this.rings);
    else this.svg.append(this.rings);
  }

  pick(link) {
    this.ring(link);
    for (const other of this.links) other.toggleAttribute("data-picked", other === link);
    if (this.picked === link) return;
    this.picked = link;
    if (!this.panel) return;
    const anchor = document.createElement("a");
    anchor.href = link.getAttribute("href");
    anchor.textContent = link.getAttribute("aria-label");
    this.panel.replaceChildren(anchor);
    this.root.dispatchEvent(
      new CustomEvent("map:pick", { bubbles: true, detail: { code: link.dataset.code } }),
    );
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    const arrow = ARROWS[event.key];
    if (arrow && link) this.neighbour(link, arrow)?.focus({ preventScroll: true });
    else if (arrow) this.pan(arrow[0] * this.view.width * PUSH, arrow[1] * this.view.height * PUSH);
    else if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.show(this.whole);
    else return;
    event.preventDefault();
  }

  // The nearest area in a direction; what lies aside counts double, so that the way stays straight.
  neighbour(link, [dx, dy]) {
    const from = centre(link);
    let best = null;
    let least = Infinity;
    for (const other of this.links) {
      const to = centre(other);
      const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      const length = ahead + 2 * aside;
      if (other !== link && ahead > aside / 2 && length < least) [best, least] = [other, length];
    }
    return best;
  }
}

function centre(link) {
  const { x, y, width, height } = link.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}

// The panel stands in the map's element or beside it in the same figure.
function findPanel(root) {
  const panel =
    root.querySelector("[data-map-panel]") ??
    root.closest("figure, section, main")?.querySelector("[data-map-panel]") ??
    null;
  panel?.setAttribute("aria-live", "polite");
  return panel;
}

export function enhance(scope = document) {
  for (const root of scope.querySelectorAll("[data-map]:not([data-ready])")) {
    const svg = root.querySelector("svg.choropleth");
    if (svg) new MapViewer(root, svg);
  }
}

enhance();
document.addEventListener("htmx:afterSwap", (event) => enhance(event.detail.target.parentElement ?? document));
