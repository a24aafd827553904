// The decisions of one reader: kept in the browser's storage, nowhere else. Each remembers the reading it was made on.

const PREFIX = "zone-atlas-review:";

export function createDesk(data) {
  const key = PREFIX + data.project;
  const byId = new Map(data.statements.map((row) => [row.id, row]));
  let kept = { who: "", singleKeys: true, decisions: {}, added: [] };
  let isKept = true;
  const listeners = [];

  try {
    const found = JSON.parse(localStorage.getItem(key) || "null");
    if (found && typeof found.decisions === "object" && Array.isArray(found.added)) kept = { ...kept, ...found };
  } catch {
    isKept = false;
  }

  function save() {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
      isKept = true;
    } catch {
      isKept = false;
    }
    for (const run of listeners) run();
  }

  const reading = (row) => JSON.stringify(row.fields);
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  };

  // A decision on a reading that is no longer the one shown is kept, but counts for nothing.
  const fits = (id, decision) => byId.has(id) && decision.reading === reading(byId.get(id));
  const textOf = new Map(data.documents.map((doc) => [doc.id, doc.text]));
  const stands = (row) => textOf.has(row.doc) && textOf.get(row.doc).slice(row.start, row.end) === row.quote;
  const decision = (id) => (kept.decisions[id] && fits(id, kept.decisions[id]) ? kept.decisions[id] : null);
  const STATES = { accept: "accepted", correct: "corrected", reject: "rejected" };

  return {
    get who() { return kept.who; },
    set who(name) { kept.who = name; save(); },
    get singleKeys() { return kept.singleKeys; },
    set singleKeys(on) { kept.singleKeys = on; save(); },
    get isKept() { return isKept; },
    get added() { return kept.added.filter(stands); },
    decision,
    decisions: () => Object.keys(kept.decisions).filter((id) => decision(id)).map((id) => ({ id, ...kept.decisions[id] })),
    stale: () => Object.keys(kept.decisions).filter((id) => !decision(id)).length + kept.added.filter((row) => !stands(row)).length,
    // What a statement says with the decision made here, field by field.
    fields: (row) => ({ ...row.fields, ...(decision(row.id)?.changes || {}) }),
    state: (row) => (row.isAdded ? "added" : decision(row.id) ? STATES[decision(row.id).action] : row.review),
    isDecidedHere: (row) => Boolean(row.isAdded || decision(row.id)),
    decide(row, action, { why = "", changes = {} } = {}) {
      kept.decisions[row.id] = { action, why, changes, who: kept.who, when: today(), reading: reading(row) };
      save();
    },
    add(row) {
      kept.added.push({ ...row, id: `add-${Date.now().toString(36)}-${kept.added.length}`, isAdded: true, review: "added", who: kept.who, when: today() });
      save();
      return kept.added[kept.added.length - 1];
    },
    undo(row) {
      if (row.isAdded) kept.added = kept.added.filter((other) => other.id !== row.id);
      else delete kept.decisions[row.id];
      save();
    },
    clear() {
      kept.decisions = {};
      kept.added = [];
      save();
    },
    onChange(run) { listeners.push(run); },
  };
}
