// Computes what a form asks for when too much comes in at once, and then lets it be sent. Without this script, or
// where the browser cannot compute (no secure connection), the page goes on saying to wait a minute.

class Work {
  constructor(notice) {
    this.notice = notice;
    this.form = notice.closest("form");
    this.progress = notice.querySelector("progress");
    this.status = notice.querySelector("[data-work-status]");
    this.wanted = null;
    this.form.addEventListener("submit", (event) => this.hold(event));
  }

  start() {
    const { parts, bits } = this.notice.dataset;
    this.worker = new Worker(this.notice.dataset.work);
    this.worker.addEventListener("message", ({ data }) => this.hear(data));
    this.worker.addEventListener("error", () => this.giveUp());
    this.worker.postMessage({ challenge: this.form.elements.work.value, parts: Number(parts), bits: Number(bits) });
    this.show(true);
  }

  show(computing) {
    this.notice.querySelector("[data-work-without]").hidden = computing;
    this.notice.querySelector("[data-work-with]").hidden = !computing;
  }

  // Whoever sends before the work is done need not press again.
  hold(event) {
    if (!this.worker || this.form.elements.proof.value) return;
    if (event.submitter?.name) return;
    event.preventDefault();
    this.wanted = event.submitter;
    this.status.textContent = this.notice.dataset.waits;
  }

  hear({ done, proof }) {
    if (done) this.progress.value = done;
    if (!proof) return;
    this.form.elements.proof.value = proof;
    this.worker.terminate();
    if (this.wanted) this.form.requestSubmit(this.wanted);
    else this.status.textContent = this.notice.dataset.ready;
  }

  giveUp() {
    this.worker = null;
    this.show(false);
  }
}

const notice = document.querySelector("[data-work]");
if (notice && window.isSecureContext && crypto.subtle && window.Worker) new Work(notice).start();
