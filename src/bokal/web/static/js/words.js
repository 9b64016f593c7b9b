// Counts the words of <textarea data-words> while somebody writes, and says the count when the writing pauses.
// The server counts by the same rule (words_in in programme/reports/services/report_texts.py).

const PAUSE = 1000;
const PLACEHOLDER = /\{\{.*?\}\}/gsu;
// JavaScript and Python do not hold the same signs for spaces; each names what it would leave out.
const BETWEEN = /[\s\u001c-\u001f\u0085]+/u;
const IN_A_WORD = /[\p{L}\p{N}]/u;

export function wordsIn(text) {
  return text.replace(PLACEHOLDER, "0").split(BETWEEN).filter((piece) => IN_A_WORD.test(piece)).length;
}

function told(field, words) {
  const most = Number(field.dataset.words);
  const sentence = words > most ? field.dataset.wordsOver : field.dataset.wordsTold;
  const numbers = { count: words, most, over: words - most };
  const written = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn" });
  return sentence.replace(/%\((\w+)\)s/gu, (_whole, name) => written.format(numbers[name]));
}

class Counter {
  constructor(field) {
    this.field = field;
    this.hint = document.getElementById(`${field.id}_helptext`);
    // Beside the hint, which changes at each key, a quiet place that is read out only after a pause.
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    field.after(this.status);
    field.addEventListener("input", () => this.count());
  }

  count() {
    const words = told(this.field, wordsIn(this.field.value));
    this.hint.textContent = words;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => (this.status.textContent = words), PAUSE);
  }
}

for (const field of document.querySelectorAll("textarea[data-words]")) new Counter(field);
