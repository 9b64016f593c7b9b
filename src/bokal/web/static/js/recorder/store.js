// What is kept on the device: “queue” holds voices until the site has them, “state” holds how the device is set.

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("bokal-recorder", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("queue", { keyPath: "key" });
    asked.result.createObjectStore("state", { keyPath: "name" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

// Resolves when the transaction is through, not before: what is said to be kept is on the disk.
async function within(names, mode, act) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let found;
    transaction.oncomplete = () => resolve(found?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    found = act(transaction);
  });
}

export async function waiting() {
  const items = await within(["queue"], "readonly", (tx) => tx.objectStore("queue").getAll());
  return items.sort((one, other) => one.at - other.at);
}

export const waitingOne = (key) => within(["queue"], "readonly", (tx) => tx.objectStore("queue").get(key));
export const keep = (item) => within(["queue"], "readwrite", (tx) => tx.objectStore("queue").put(item));
export const drop = (key) => within(["queue"], "readwrite", (tx) => tx.objectStore("queue").delete(key));

export async function read(name, otherwise) {
  const row = await within(["state"], "readonly", (tx) => tx.objectStore("state").get(name));
  return row?.value ?? otherwise;
}

export const write = (name, value) =>
  within(["state"], "readwrite", (tx) => tx.objectStore("state").put({ name, value }));

export const forget = (name) => within(["state"], "readwrite", (tx) => tx.objectStore("state").delete(name));

// Takes a code out of the stock and keeps the voice in one step, so that no code is ever given twice.
export async function keepWithCode(item) {
  let code = "";
  await within(["queue", "state"], "readwrite", (tx) => {
    const state = tx.objectStore("state");
    state.get("codes").onsuccess = (event) => {
      const stock = event.target.result?.value ?? [];
      const spare = stock.shift();
      if (spare) {
        code = spare.code;
        item.key = spare.key;
        state.put({ name: "codes", value: stock });
      }
      tx.objectStore("queue").put(item);
    };
  });
  return code;
}

export async function addCodes(more) {
  if (more.length) await write("codes", [...(await read("codes", [])), ...more]);
}
