// Sends what waits, each voice until the site has confirmed it. The same voice sent twice is one there, so
// whatever happens on the way, it is sent again: when the network comes back, on opening, and by the button.

import { asSent } from "./export.js";
import { addCodes, drop, keep, read, waiting, waitingOne, write } from "./store.js";

const LONGEST = 300;
const ENOUGH_CODES = 40;
const PATIENCE = 60_000;

class Ended extends Error {}
class Closed extends Error {}

const ask = (address, options) =>
  fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });

export class Sender {
  constructor(addresses, told) {
    this.addresses = addresses;
    this.told = told;
    this.session = null;
    this.failures = 0;
    this.timer = 0;
  }

  // Other tabs of this browser send the same queue; one of them is enough.
  send({ again = false } = {}) {
    clearTimeout(this.timer);
    return navigator.locks.request("bokal-recorder-send", { ifAvailable: true }, (lock) => lock && this.all(again));
  }

  async all(again) {
    if (!navigator.onLine) return this.told("offline");
    try {
      const items = await waiting();
      if (items.length) this.told("sending");
      if (!this.session || (await read("codes", [])).length < ENOUGH_CODES) await this.open();
      for (const item of items) {
        if (item.problem && !again) continue;
        if (item.by && item.by !== this.session.account) continue;
        await this.one(item.key);
      }
      this.failures = 0;
      this.told((await waiting()).length ? "waiting" : "empty");
    } catch (error) {
      if (error instanceof Ended) return this.told("ended");
      if (error instanceof Closed) return this.told("closed");
      this.failures += 1;
      const seconds = Math.min(2 ** (this.failures - 1), LONGEST) * (0.75 + Math.random() / 2);
      this.timer = setTimeout(() => this.send(), seconds * 1000);
      this.told(navigator.onLine ? "later" : "offline");
    }
  }

  async open() {
    const had = (await read("codes", [])).length;
    const answer = await ask(`${this.addresses.session}?codes=${had}`);
    if (answer.type === "opaqueredirect") throw new Ended();
    if (answer.status === 403) throw new Closed();
    if (!answer.ok) throw new Error(answer.statusText);
    const { token, account, codes } = await answer.json();
    this.session = { token, account };
    await write("account", account);
    await addCodes(codes);
  }

  async one(key) {
    const item = await waitingOne(key);
    if (!item) return;
    const answer = await ask(this.addresses.take, {
      method: "POST",
      body: JSON.stringify(await asSent(item)),
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.session.token },
    });
    if (answer.type === "opaqueredirect") {
      this.session = null;
      throw new Ended();
    }
    if (answer.status === 403) this.session = null;
    if (answer.ok && (await answer.json()).key === key) await drop(key);
    else if (answer.status === 422) await keep({ ...item, problem: (await answer.json()).problem });
    else throw new Error(answer.statusText);
    // A success shows that the site answers: the next failure is met with a short pause.
    this.failures = 0;
    this.told("sending");
  }
}
