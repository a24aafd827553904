// Numbers, periods and names in the language of the page. A document's own words are never rewritten.

const COMPARATORS = { "=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈" };
const FALL = /[下降减少低跌负↓]/;
const STATUS_MARKS = { actual: "●", target: "○", policy: "◇" };

export function createFormat(texts, index) {
  const { t, has, lang } = texts;

  function number(value, digits = 2) {
    return new Intl.NumberFormat(lang() === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits }).format(value);
  }

  // A figure: in Chinese the document's own words; in English the number and a translated unit.
  function figure(row) {
    // A fall is never read as growth, even where the quoted words are the number alone.
    const fall = row.direction === "down" && !FALL.test(row.quote) ? "↓ " : "";
    if (lang() === "zh") return `${fall}${COMPARATORS[row.comparator] === "≈" ? "约 " : mark(row)}${row.quote}`;
    const unit = row.unit || "";
    const word = has(`unit.${unit}`) ? t(`unit.${unit}`) : unit;
    const amount = row.value !== undefined ? scaled(row.value) : `${scaled(row.value_min ?? 0)}–${scaled(row.value_max ?? 0)}`;
    const gap = word.startsWith("%") || word === "" ? "" : " ";
    return `${row.direction === "down" ? "↓ " : ""}${mark(row)}${amount}${gap}${word}`;
  }

  function mark(row) {
    const sign = COMPARATORS[row.comparator] || "";
    return sign ? `${sign} ` : "";
  }

  function scaled(value) {
    const size = Math.abs(value);
    if (size >= 1e12) return `${number(value / 1e12)} tn`;
    if (size >= 1e9) return `${number(value / 1e9)} bn`;
    if (size >= 1e6) return `${number(value / 1e6)} m`;
    return number(value, 3);
  }

  function period(text) {
    if (!text) return "";
    return text.replace("..", "–");
  }

  // First and last year a period touches, or null.
  function years(text) {
    const found = (text || "").match(/\d{4}/g);
    return found ? [Number(found[0]), Number(found[found.length - 1])] : null;
  }

  function name(place) {
    return (lang() === "en" && place.en) || place.zh || place.en || place.id;
  }

  function otherName(place) {
    return lang() === "en" ? place.zh || "" : place.en || "";
  }

  function named(table, id) {
    const row = index.data[table][id];
    return row ? row[lang()] || row.zh : id;
  }

  function docTitle(doc) {
    return (lang() === "en" && doc.title_en) || doc.title || doc.id;
  }

  function kind(place) {
    return has(`kind.${place.kind}`) ? t(`kind.${place.kind}`) : place.kind || "";
  }

  function distance(metres) {
    return metres < 1000 ? `${number(metres, 0)} m` : `${number(metres / 1000, 2)} km`;
  }

  function area(squareMetres) {
    return squareMetres < 100000 ? `${number(squareMetres, 0)} m²` : `${number(squareMetres / 1e6, 3)} km²`;
  }

  return {
    number, figure, period, years, name, otherName, kind, docTitle, distance, area,
    indicator: (id) => named("indicators", id),
    industry: (id) => named("industries", id),
    statusMark: (status) => STATUS_MARKS[status] || "",
  };
}
