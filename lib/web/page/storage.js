/** @typedef {"localStorage" | "sessionStorage"} Area */

/** Returns a value that was kept, or `null`. @param {Area} area */
export function recall(area, key = "") {
  try {
    return JSON.parse(globalThis[area].getItem(`parley.${key}`) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a value, unless the browser forbids it. @param {Area} area @param {unknown} value */
export function keep(area, key = "", value) {
  try {
    globalThis[area].setItem(`parley.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
