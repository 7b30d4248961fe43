import { ISSUES_URL } from "../../../product/version.ts";

/** Returns the address of a page of the documentation, which binaries do not contain. */
export function linkUrl(link: string): string {
  return new URL(`blob/main/${link}`, ISSUES_URL).href;
}
