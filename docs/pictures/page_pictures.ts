/**
 * Pictures of the chat page in a browser. Fonts differ between machines, so no test compares them.
 *
 * @module
 */
import type { Screen } from "../../tests/browser/chromium.ts";

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 640 };

/** The screens of all pictures of the page, by file name without `.png`. */
export const PAGE_PICTURES: Readonly<Record<string, Screen>> = {
  "page-light": { ...DESKTOP, scheme: "light" },
  "page-dark": { ...DESKTOP, scheme: "dark" },
  "page-phone-light": { ...PHONE, scheme: "light" },
  "page-phone-dark": { ...PHONE, scheme: "dark" },
};

/** Returns the URL of a picture's file. */
export function pagePictureUrl(name: string): URL {
  return new URL(`${name}.png`, import.meta.url);
}
