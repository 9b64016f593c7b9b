// Watches for the moment when somebody has gone, and says so before anything is removed.

const WARNING = 20;

export class Idle {
  constructor({ warn, act }) {
    this.warn = warn;
    this.act = act;
    this.timers = [];
    for (const kind of ["keydown", "pointerdown", "input"]) {
      document.addEventListener(kind, () => this.seconds && this.watch(this.seconds), { capture: true, passive: true });
    }
  }

  watch(seconds) {
    this.stop();
    this.seconds = seconds;
    this.timers = [
      setTimeout(() => this.warn(true), Math.max(0, seconds - WARNING) * 1000),
      setTimeout(() => {
        this.stop();
        this.act();
      }, seconds * 1000),
    ];
  }

  stop() {
    this.timers.forEach(clearTimeout);
    this.seconds = 0;
    this.warn(false);
  }
}
