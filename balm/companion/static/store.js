// What is kept on this device, if she wants anything kept: small records in IndexedDB, each on its own, so that one that is damaged
// loses nothing else. With a passphrase every record is AES-GCM under a key that only the passphrase makes; the key is never stored.

const DATABASE = "notes";
const LOCK = "lock";
/** Rounds of PBKDF2-SHA256. Stored with the data, so that it can grow. */
const ROUNDS = 600_000;
/** A file that asks for more would only keep the phone busy. */
const MOST_ROUNDS = 10_000_000;

/** @type {IDBDatabase | null} */
let database = null;
/** @type {CryptoKey | null} */
let key = null;
/** @type {any} */
let lockRecord = null;

/** It could not be kept: the browser has no store for this page ("refused"), or writing to it failed, most often for want of room ("full"). */
export class NotKept extends Error {
  /** @param {"refused" | "full"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** What is kept here: "nothing", "open", "locked" (a passphrase is needed), or "refused" (the browser keeps nothing). Makes nothing. */
export async function look() {
  try {
    const known = (await indexedDB.databases?.()) ?? [{ name: DATABASE }];
    if (!known.some((one) => one.name === DATABASE)) return "nothing";
    await connect();
  } catch {
    return "refused";
  }
  return lockRecord && !key ? "locked" : "open";
}

async function connect() {
  if (database) return;
  const opened = await request(indexedDB.open(DATABASE, 1), (opening) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore("records");
  });
  database = opened;
  opened.onversionchange = () => opened.close();
  opened.onclose = () => (database = null); // the browser closed it, as it does when the disk is full; the next write tries again
  lockRecord = (await run("readonly", (records) => records.get(LOCK))) ?? null;
}

/** Whether a passphrase guards what is kept; and whether it is still needed. */
export const guarded = () => Boolean(lockRecord);
export const locked = () => Boolean(lockRecord && !key);

const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel(DATABASE) : null;
/** @param {"changed" | "locked" | "gone"} what */
const tellTabs = (what) => tabs?.postMessage(what);
/** Hear what another tab did here: "changed" a record, "locked" everything anew, or wiped it: "gone". */
export function listen(heard) {
  if (tabs) tabs.onmessage = ({ data }) => heard(data);
}

/** Whether the passphrase is right; if so, the store is open. A wrong one tells nothing, and takes as long. */
export async function unlock(passphrase) {
  const made = await keyFrom(passphrase, lockRecord);
  try {
    await decrypt(made, LOCK, lockRecord.check);
  } catch {
    return false;
  }
  key = made;
  return true;
}

/** Forget the key. What is kept stays, unreadable. */
export function lock() {
  key = null;
}

/** Keep one record. Raises NotKept. */
export async function put(kind, id, value) {
  if (lockRecord && !key) throw new NotKept("refused");
  const record = await sealed(id, { kind, value });
  try {
    await connect();
    await run("readwrite", (records) => {
      // Another tab may have changed the lock: then nothing is written under the old one, or in the clear.
      records.get(LOCK).onsuccess = ({ target }) => {
        if (sameLock(target.result)) records.put(record, id);
        else records.transaction.abort();
      };
    });
  } catch {
    throw new NotKept("full");
  }
  tellTabs("changed");
}

const sameLock = (stored) => text64(stored?.salt ?? []) === text64(lockRecord?.salt ?? []);

export async function remove(id) {
  if (!database) await look(); // the browser may have closed it
  if (database) await run("readwrite", (records) => records.delete(id));
  tellTabs("changed");
}

/** Every record that can be read, by kind: [{ id, value }]; and how many cannot. */
export async function all() {
  const found = /** @type {Record<string, { id: string, value: any }[]>} */ ({});
  let damaged = 0;
  if (!database) await look(); // the browser may have closed it; where nothing was ever kept, nothing is made
  if (!database) return { found, damaged };
  const ids = await run("readonly", (records) => records.getAllKeys());
  const stored = await run("readonly", (records) => records.getAll());
  for (let n = 0; n < ids.length; n++) {
    if (ids[n] === LOCK) continue;
    try {
      const { kind, value } = await opened(ids[n], stored[n]);
      if (typeof kind !== "string" || value === undefined) throw new TypeError("not a record");
      (found[kind] ??= []).push({ id: ids[n], value });
    } catch {
      damaged += 1;
    }
  }
  return { found, damaged };
}

/** Guard everything under a new passphrase, or under none (""). Raises NotKept; then all is as it was. */
export async function guard(passphrase) {
  await connect().catch(() => {
    throw new NotKept("refused");
  });
  if (locked()) throw new NotKept("refused"); // what cannot be read would be lost
  const { found } = await all();
  const before = { key, lockRecord };
  if (passphrase) {
    lockRecord = { salt: crypto.getRandomValues(new Uint8Array(16)), rounds: ROUNDS };
    key = await keyFrom(passphrase, lockRecord);
    lockRecord.check = await encrypt(key, LOCK, { right: true });
  } else {
    key = null;
    lockRecord = null;
  }
  const flat = Object.entries(found).flatMap(([kind, records]) => records.map(({ id, value }) => ({ id, kind, value })));
  const ready = await Promise.all(flat.map(async ({ id, kind, value }) => [id, await sealed(id, { kind, value })]));
  try {
    await run("readwrite", (records) => {
      records.clear();
      if (lockRecord) records.put(lockRecord, LOCK);
      for (const [id, record] of ready) records.put(record, id);
      return records.count();
    });
  } catch {
    ({ key, lockRecord } = before);
    throw new NotKept("full");
  }
  tellTabs("locked");
}

/** Everything as one file under a passphrase: JSON text, readable by `readFile` on any device. What binds this phone to a clinic stays here. */
export async function exportFile(passphrase) {
  const { clinic, sending, ...found } = (await all()).found;
  const head = { salt: crypto.getRandomValues(new Uint8Array(16)), rounds: ROUNDS };
  const data = await encrypt(await keyFrom(passphrase, head), "file", found);
  return JSON.stringify({ format: 1, salt: text64(head.salt), rounds: head.rounds, iv: text64(data.iv), data: text64(data.data) });
}

/** What an exported file holds, as `all` finds it; null where the passphrase or the file is wrong. */
export async function readFile(text, passphrase) {
  try {
    const file = JSON.parse(text);
    if (!(file.rounds <= MOST_ROUNDS)) return null;
    const made = await keyFrom(passphrase, { salt: bytes64(file.salt), rounds: file.rounds });
    return await decrypt(made, "file", { iv: bytes64(file.iv), data: bytes64(file.data) });
  } catch {
    return null;
  }
}

/** Forget everything that this page ever kept here: records, saved copy of the page, and what keeps the copy. */
export async function wipe() {
  database?.close();
  database = null;
  key = null;
  lockRecord = null;
  sessionStorage.clear();
  localStorage.clear();
  await Promise.allSettled([
    request(indexedDB.deleteDatabase(DATABASE)),
    ...(await caches.keys().catch(() => [])).map((name) => caches.delete(name)),
    ...((await navigator.serviceWorker?.getRegistrations().catch(() => [])) ?? []).map((worker) => worker.unregister()),
  ]);
  tellTabs("gone");
}

const sealed = async (id, content) => (key ? encrypt(key, id, content) : { plain: JSON.stringify(content) });
const opened = async (id, record) => (record.plain !== undefined ? JSON.parse(record.plain) : decrypt(key, id, record));

async function keyFrom(passphrase, { salt, rounds }) {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** The record's id goes into the seal, so that no record can stand in for another. */
async function encrypt(with_, id, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, with_, bytes);
  return { iv, data: new Uint8Array(data) };
}

async function decrypt(with_, id, { iv, data }) {
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, with_, data);
  return JSON.parse(new TextDecoder().decode(bytes));
}

const text64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const bytes64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function request(asked, prepare = (_) => {}) {
  prepare(asked);
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    if ("onblocked" in asked) asked.onblocked = () => reject(new Error("blocked"));
  });
}

/** One transaction. Settles when it is done and on the disk, not when it was asked for: a full disk shows only then. */
function run(mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = /** @type {IDBDatabase} */ (database).transaction("records", mode, { durability: "strict" });
    const asked = work(transaction.objectStore("records"));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? asked?.error);
  });
}
