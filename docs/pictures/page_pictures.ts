/**
 * Pictures of the chat page in a browser. Fonts differ between machines, so no test compares them.
 *
 * @module
 */

/** How large the page is in a picture, in pixels, and how it looks. */
export interface PageScreen {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 640 };

/** The screens of all pictures of the page, by file name without `.png`. */
export const PAGE_PICTURES: Readonly<Record<string, PageScreen>> = {
  "page-light": { ...DESKTOP, scheme: "light" },
  "page-dark": { ...DESKTOP, scheme: "dark" },
  "page-phone-light": { ...PHONE, scheme: "light" },
  "page-phone-dark": { ...PHONE, scheme: "dark" },
};

/** Returns the URL of a picture's file. */
export function pagePictureUrl(name: string): URL {
  return new URL(`${name}.png`, import.meta.url);
}

/** Plays a conversation in a browser and on a server, and returns the picture as PNG. */
export async function takePagePicture(screen: PageScreen): Promise<Uint8Array> {
  // The scene has types of its own, for browsers.
  const scene = new URL("page/scene.ts", import.meta.url).href;
  const { takePicture } = await import(scene) as { takePicture: typeof takePagePicture };
  return await takePicture(screen);
}
