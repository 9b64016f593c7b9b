// The PIN keeps people from looking; it encrypts nothing. What is kept of it is slow to try out (PBKDF2).

import { read, write } from "./store.js";

const ROUNDS = 600_000;
const FREE_TRIES = 3;

async function stretched(pin, salt, rounds) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256);
  return new Uint8Array(bits);
}

// Digits of any script are digits.
export function asPin(typed) {
  const plain = typed.replace(/\p{Nd}/gu, digitOf);
  return /^[0-9]{4,12}$/.test(plain) ? plain : "";
}

// Unicode puts the ten digits of a script in a row that begins with zero.
function digitOf(digit) {
  const point = digit.codePointAt(0);
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return String(value);
}

export const hasPin = async () => Boolean(await read("pin"));

export async function setPin(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  await write("pin", { salt, rounds: ROUNDS, stretched: await stretched(pin, salt, ROUNDS) });
  await write("tries", { count: 0, until: 0 });
}

// Returns how many seconds to wait before the next try.
export async function waitForTry() {
  const { until } = await read("tries", { count: 0, until: 0 });
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

export async function isPin(pin) {
  const { count } = await read("tries", { count: 0, until: 0 });
  // The try counts before it is looked at, so that a reload does not take it back.
  const pause = count + 1 < FREE_TRIES ? 0 : Math.min(2 ** (count + 1 - FREE_TRIES) * 5, 300);
  await write("tries", { count: count + 1, until: Date.now() + pause * 1000 });
  const kept = await read("pin");
  const found = await stretched(pin, kept.salt, kept.rounds);
  const right = found.every((byte, place) => byte === kept.stretched[place]);
  if (right) await write("tries", { count: 0, until: 0 });
  return right;
}
