import { DEADLINE_MS } from "../support/deadline.ts";
import type { Chromium, Screen } from "./chromium.ts";
import type { Page } from "./puppeteer.ts";

/** The document of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const document: any;

/** The chat page in a browser, as its user sees it. */
export class ChatPage {
  /** The errors that the page's scripts have thrown, and what the browser refused. */
  readonly errors: string[] = [];

  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
  }

  /** Opens the page of the server on a port of 127.0.0.1, and logs in. */
  static async logIn(
    chromium: Chromium,
    port: number,
    name: string,
    screen?: Screen,
  ): Promise<ChatPage> {
    const page = new ChatPage(await chromium.open(`http://127.0.0.1:${port}/`, screen));
    await page.type("#name", `${name}\n`);
    await page.page.waitForSelector("#app", { visible: true });
    return page;
  }

  /** Types a text into a field. A line feed is the key Enter. */
  async type(selector: string, text: string): Promise<void> {
    await this.page.focus(selector);
    await this.page.keyboard.type(text);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Clicks the button with this text. */
  async click(text: string): Promise<void> {
    await this.waitUntil(`there is a button "${text}"`, clickButton, text);
  }

  /** Waits until the page is connected again. It may have begun before the user can ask for it. */
  async comesBack(): Promise<void> {
    await this.waitUntil("the page is back", () => {
      document.querySelector("#banner:not([hidden]) #retry")?.click();
      return document.querySelector("#banner[hidden]");
    });
  }

  /** Enters a channel, and makes it if need be. */
  async enter(channel: string): Promise<void> {
    await this.type("#join-name", `${channel}\n`);
    await this.shows("#title", `#${channel}`);
  }

  /** Enters a channel by a click on the first one whose name starts like this. */
  async choose(channel: string): Promise<void> {
    await this.click(`#${channel}`);
    await this.shows("#title", `#${channel}`);
    // Its members are known once the user is in it.
    await this.shows("#people-button", "People (");
  }

  /** Sends a line. */
  async say(line: string): Promise<void> {
    await this.type("#text", `${line}\n`);
  }

  /** Waits until an element shows a text. */
  async shows(selector: string, text: string): Promise<void> {
    await this.waitUntil(
      `${selector} shows "${text}"`,
      (selector, text) => {
        const element = document.querySelector(selector);
        return element?.checkVisibility() && element.innerText.includes(text);
      },
      selector,
      text,
    );
  }

  /** Waits until the conversation holds a text. */
  async hears(text: string): Promise<void> {
    await this.shows("#messages", text);
  }

  /** Returns what an element shows; nothing if it is hidden. */
  async text(selector: string): Promise<string> {
    return await this.page.evaluate((selector: string) => {
      const element = document.querySelector(selector)!;
      return element.checkVisibility() ? element.innerText : "";
    }, selector);
  }

  /** Returns the texts of the messages that are shown. */
  async messages(): Promise<string[]> {
    return await this.page.evaluate(() =>
      [...document.querySelectorAll("#messages .text")].map((text) => text.textContent)
    );
  }

  /** Waits until something holds in the page. */
  async waitUntil<Args extends unknown[]>(
    fact: string,
    holds: (...args: Args) => unknown,
    ...args: Args
  ): Promise<void> {
    try {
      // Frames are rare on a busy machine.
      await this.page.waitForFunction(holds, { polling: 30, timeout: DEADLINE_MS }, ...args);
    } catch (cause) {
      const shown = await this.text("body");
      throw new Error(`It never became true that ${fact}. The page shows:\n${shown}`, { cause });
    }
  }
}

function clickButton(text: string): boolean {
  const buttons = [...document.querySelectorAll("button")];
  const button = buttons.find((it) => it.checkVisibility() && it.innerText.startsWith(text));
  button?.click();
  return button !== undefined;
}
