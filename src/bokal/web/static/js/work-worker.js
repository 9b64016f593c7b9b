// Finds for each part of a challenge a number whose SHA-256 together with it begins with zero bits. Many are tried
// at a time, since each answer of the browser's own SHA-256 is waited for.

const AT_A_TIME = 128;
const encoder = new TextEncoder();

function begins(digest, bits) {
  return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
}

async function found(start, bits) {
  for (let first = 0; ; first += AT_A_TIME) {
    const numbers = Array.from({ length: AT_A_TIME }, (_, step) => first + step);
    const digests = await Promise.all(
      numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${start}${number}`))),
    );
    const hit = digests.findIndex((digest) => begins(digest, bits));
    if (hit >= 0) return numbers[hit];
  }
}

addEventListener("message", async ({ data: { challenge, parts, bits } }) => {
  const proof = [];
  for (let part = 0; part < parts; part += 1) {
    proof.push(await found(`${challenge}:${part}:`, bits));
    postMessage({ done: part + 1 });
  }
  postMessage({ proof: proof.join(" ") });
});
