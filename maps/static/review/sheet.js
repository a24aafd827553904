// The table that `zone-atlas review import` takes: the form of seeds/review_table.py, written in the browser.

const FORMULA = /^[=+\-@\t\r\n＝＋－＠']/;
const CONTEXT = 40;

export function safeCell(text) {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

// Browsers count UTF-16 units, the table counts code points.
export function codePoints(text, offset) {
  let count = 0;
  for (let at = 0; at < offset; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}

export function createSheet(data, desk) {
  const documents = new Map(data.documents.map((doc) => [doc.id, doc]));
  const numbers = new Set(data.numbers);

  function cells(row, fields) {
    const doc = documents.get(row.doc);
    const line = (text) => text.replace(/\s+/g, " ");
    return {
      id: row.isAdded ? "" : row.id, title: doc.zh, section: (row.section || []).join(" › "),
      before: line(doc.text.slice(Math.max(0, row.start - CONTEXT), row.start)), quote: doc.text.slice(row.start, row.end),
      after: line(doc.text.slice(row.end, row.end + CONTEXT)), kind: row.kind, review: row.isAdded ? "" : row.review, doc: row.doc,
      start: String(codePoints(doc.text, row.start)), end: String(codePoints(doc.text, row.end)), page: row.page || "", rule: row.rule || "",
      ...fields,
    };
  }

  function rows() {
    const out = [];
    const at = new Map(data.statements.map((row) => [row.id, row]));
    for (const made of desk.decisions()) {
      const row = at.get(made.id);
      const signed = { action: made.action, who: made.who, when: made.when, why: made.why };
      const base = cells(row, row.fields);
      if (made.action !== "correct") out.push({ ...base, ...signed });
      else for (const [field, value] of Object.entries(made.changes)) out.push({ ...base, ...signed, field, new_value: value });
    }
    for (const row of desk.added) out.push({ ...cells(row, row.fields), action: "add", who: row.who, when: row.when, why: row.why });
    return out;
  }

  function text() {
    const lines = [data.columns, ...rows().map((row) => data.keys.map((key) => {
      const cell = row[key] || "";
      return numbers.has(key) ? cell : safeCell(cell);
    }))];
    return `\ufeff${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
  }

  return { text, rows };
}
