// A voice as the site takes it, and all of them as a file: one JSON object a line.

import { asText } from "./photos.js";
import { waiting } from "./store.js";

export async function asSent(item) {
  return { ...item.record, key: item.key, photos: await Promise.all(item.photos.map(asText)) };
}

export async function saveToFile() {
  const lines = [];
  for (const item of await waiting()) lines.push(`${JSON.stringify(await asSent(item))}\n`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  link.download = `bokal-voices-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
