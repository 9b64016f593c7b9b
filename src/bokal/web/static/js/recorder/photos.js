// Pictures are drawn anew at most 1600 points wide or high, so that they are small and hold no hidden data.

const LARGEST = 1600;
const MOST_BYTES = 900 * 1024;
export const MOST_PHOTOS = 3;

const asJpeg = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * share));
  canvas.height = Math.max(1, Math.round(picture.height * share));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  let drawn = null;
  for (const quality of [0.82, 0.6, 0.4]) {
    drawn = await asJpeg(canvas, quality);
    if (drawn && drawn.size <= MOST_BYTES) break;
  }
  if (!drawn) throw new Error("no picture");
  return drawn.arrayBuffer();
}

export function asText(bytes) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([bytes]));
  });
}
