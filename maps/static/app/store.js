// The state of the page in one place: whoever draws something listens to the keys it depends on.

export function createStore(initial) {
  let state = { ...initial };
  const listeners = [];
  return {
    get: () => state,
    set(patch) {
      const changed = Object.keys(patch).filter((key) => !same(state[key], patch[key]));
      if (!changed.length) return;
      const before = state;
      state = { ...state, ...patch };
      for (const { keys, run } of listeners) {
        if (keys === null || keys.some((key) => changed.includes(key))) run(state, before);
      }
    },
    // keys: null for every change.
    on(keys, run) {
      listeners.push({ keys, run });
    },
  };
}

function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
