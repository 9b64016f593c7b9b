// The recorder: one page in five modes. Nothing is ever sent from the form itself; it is kept on the device
// first, and what is kept is sent.

import { saveToFile } from "./export.js";
import { Form } from "./form.js";
import { Idle } from "./kiosk.js";
import { asPin, hasPin, isPin, setPin, waitForTry } from "./lock.js";
import { show } from "./queue.js";
import { Sender } from "./send.js";
import { forget, keep, keepWithCode, read, waiting, write } from "./store.js";
import { find, tell, text } from "./texts.js";

const root = document.getElementById("recorder");
const forms = Object.fromEntries([...document.querySelectorAll("[data-form]")].map((form) => [form.dataset.form, form]));
const form = new Form(forms.record);
const sender = new Sender(root.dataset, (state) => said(state));
const idle = new Idle({
  warn: (soon) => tell("alert", soon && mode !== "work" ? text("still-there") : ""),
  act: () => gone(),
});
let mode = "";
let state = "waiting";
let kiosk = false;
let saving = 0;
let trying = false;

async function enter(next) {
  mode = next;
  root.dataset.mode = mode;
  for (const part of document.querySelectorAll("[data-in]")) {
    part.hidden = !part.dataset.in.split(" ").includes(mode);
  }
  if (mode !== "work") find("queue").replaceChildren();
  idle.stop();
  const { idleSeconds, receiptSeconds, lockSeconds } = root.dataset;
  if (mode === "receipt") idle.watch(Number(receiptSeconds));
  if (mode === "locked" && kiosk) idle.watch(Number(receiptSeconds));
  if (mode === "kiosk") idle.watch(Number(idleSeconds));
  if (mode === "work" && (await hasPin())) idle.watch(Number(lockSeconds));
}

// Nobody has touched the device for a while.
function gone() {
  if (kiosk) return fresh();
  if (mode === "receipt") return finish();
  if (mode === "work") return lock();
}

async function said(next = state) {
  state = next;
  const items = await waiting();
  // Whoever is not working here finds no words of others in the page either.
  show(mode === "work" ? items : [], await read("account"), forms.record, (item) => form.open(item));
  tell("state", text(state));
  find("sign-in").hidden = state !== "ended";
}

// The kiosk before the next person: nothing of the last one is left on the screen or in the form.
async function fresh() {
  form.wipe({ all: true });
  for (const place of ["alert", "kept", "code"]) find(place).textContent = "";
  find("kept").hidden = true;
  forms.unlock.reset();
  await enter("kiosk");
  scrollTo(0, 0);
  document.getElementById("content").focus({ preventScroll: true });
}

async function record() {
  if (!form.require()) return;
  const { key, photos } = form;
  const fields = { ...form.fields(), said_at: new Date().toISOString() };
  const item = { key: key || crypto.randomUUID(), record: fields, photos, at: Date.now(), by: await read("account", null) };
  let code = "";
  try {
    if (key) await keep(item);
    else code = await keepWithCode(item);
  } catch {
    return tell("alert", text("store-failed"));
  }
  clearTimeout(saving);
  form.wipe({ all: kiosk });
  await forget("draft");
  if (key) tell("kept", text("kept"));
  else await receipt(code);
  sender.send();
}

async function receipt(code) {
  await enter("receipt");
  find("code").textContent = code;
  find("code").parentElement.hidden = find("with-code").hidden = !code;
  find("without-code").hidden = Boolean(code);
  document.getElementById("receipt-title").focus();
}

async function finish() {
  find("code").textContent = "";
  if (kiosk) return fresh();
  await enter("work");
  said();
  tell("kept", text("kept"));
  forms.record.elements.words.focus();
}

async function lock() {
  if (!(await hasPin())) return tell("pin-error", text("pin-first"));
  await enter("locked");
  document.querySelector('[data-do="back"]').hidden = !kiosk;
  document.getElementById("lock-title").focus();
}

// One try after the other: each takes time, and must be counted before the next.
async function unlock() {
  if (trying) return;
  trying = true;
  try {
    await tryPin();
  } finally {
    trying = false;
  }
}

async function tryPin() {
  const seconds = await waitForTry();
  const pin = asPin(forms.unlock.elements.pin.value);
  forms.unlock.reset();
  if (seconds) return tell("lock-error", text("pin-wait", { seconds }));
  if (!pin || !(await isPin(pin))) return tell("lock-error", text("pin-wrong"));
  tell("lock-error", "");
  kiosk = false;
  await write("kiosk", false);
  await open();
  forms.record.elements.words.focus();
}

async function choosePin() {
  const pin = asPin(forms["set-pin"].elements.pin.value);
  if (!pin) return tell("pin-error", text("pin-form"));
  await setPin(pin);
  forms["set-pin"].reset();
  tell("pin-error", "");
  tell("kept", text("pin-set"));
}

async function startKiosk() {
  if (!(await hasPin())) {
    tell("pin-error", text("pin-first"));
    return forms["set-pin"].elements.pin.focus();
  }
  kiosk = true;
  await write("kiosk", true);
  await forget("draft");
  await fresh();
}

async function open() {
  await enter("work");
  form.fill(await read("draft", {}));
  said(navigator.onLine ? "waiting" : "offline");
}

function keepDraft() {
  if (kiosk || form.key) return;
  clearTimeout(saving);
  saving = setTimeout(() => write("draft", form.fields()), 300);
}

async function promiseToKeep() {
  const kept = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
  tell("storage", text(kept ? "persisted" : "not-persisted"));
}

async function openWithoutNetwork() {
  if (!navigator.serviceWorker) return;
  for (const address of root.dataset.workers.split(" ")) {
    navigator.serviceWorker.register(address).catch(() => {});
  }
  await navigator.serviceWorker.ready;
  tell("offline", text("works-offline"));
}

const acts = {
  send: () => sender.send({ again: true }),
  export: saveToFile,
  lock,
  back: fresh,
  done: finish,
  "start-kiosk": startKiosk,
  "end-kiosk": lock,
};
const submits = { record, unlock, "set-pin": choosePin };

for (const [name, one] of Object.entries(forms)) {
  one.addEventListener("submit", (event) => {
    event.preventDefault();
    submits[name]();
  });
}
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => acts[button.dataset.do]());
}
forms.record.addEventListener("input", keepDraft);
addEventListener("online", () => sender.send());
addEventListener("offline", () => said("offline"));
// A page that the browser brings back with everything in it must not show the last person.
addEventListener("pageshow", (event) => event.persisted && kiosk && fresh());

// The kept page knows no way to sign in; with a question in its address the site is asked.
find("sign-in-link").href = `${root.dataset.page}?sign-in`;
kiosk = await read("kiosk", false);
if (kiosk) await fresh();
else if (await hasPin()) await lock();
else await open();
promiseToKeep();
openWithoutNetwork();
sender.send();
