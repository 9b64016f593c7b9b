// Saves what is written into <form data-draft> a moment after the last key, and says when: “Saved 14:03”.
// Only the fields that the page names in draft-fields leave the browser; the server looks again.

const PAUSE = 1500;

class DraftKeeper {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.waiting = 0;
    this.sending = null;
    form.addEventListener("input", () => this.wait());
    form.addEventListener("submit", () => this.stop());
    // Whoever leaves the page or locks the phone loses nothing either.
    document.addEventListener("visibilitychange", () => document.hidden && this.waiting && this.save());
  }

  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), PAUSE);
  }

  // A save that arrived after the form itself would bring its draft back.
  stop() {
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.sending?.abort();
  }

  written() {
    const all = new FormData(this.form);
    const named = all.getAll("draft-fields").flatMap((line) => line.split(" "));
    const written = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "draft-fields", ...named]) {
      for (const value of all.getAll(name)) {
        if (typeof value === "string") written.append(name, value);
      }
    }
    written.append("draft", "save");
    return written;
  }

  // What the server says of single fields, such as how many words they have.
  tell(told) {
    for (const [name, words] of Object.entries(told)) {
      const hint = document.getElementById(`${this.form.elements[name].id}_helptext`);
      if (hint) hint.textContent = words;
    }
  }

  async save() {
    this.stop();
    const sending = new AbortController();
    this.sending = sending;
    try {
      const answer = await fetch(location.href, {
        method: "POST",
        body: this.written(),
        headers: { Accept: "application/json" },
        redirect: "error",
        keepalive: true,
        signal: sending.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const { said, told = {} } = await answer.json();
      this.status.textContent = said;
      if (!this.waiting) this.tell(told);
    } catch {
      if (!sending.signal.aborted) this.status.textContent = this.status.dataset.failed;
    }
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new DraftKeeper(form);
