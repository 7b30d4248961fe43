import { DEADLINE_MS } from "../support/deadline.ts";
import { CHROMIUM } from "../support/has_chromium.ts";
import { RunningProcess } from "../support/running_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { type Browser, connectTo, type Page } from "./puppeteer.ts";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Whatever a page tries, nothing leaves the machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
  "--lang=en-US",
  "--remote-debugging-port=0",
];

/** How a page looks to its user. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly scheme?: "light" | "dark";
}

/** A Chromium of the test's own. Each page is a user with storage of its own. */
export class Chromium implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #process: RunningProcess;
  readonly #profile: TemporaryFolder;

  private constructor(browser: Browser, process: RunningProcess, profile: TemporaryFolder) {
    this.#browser = browser;
    this.#process = process;
    this.#profile = profile;
  }

  static async start(): Promise<Chromium> {
    const profile = new TemporaryFolder();
    const process = new RunningProcess([CHROMIUM!, ...FLAGS, `--user-data-dir=${profile.path}`]);
    const [, endpoint = ""] = await process.errors.waitFor(/DevTools listening on (\S+)/);
    return new Chromium(await connectTo(endpoint), process, profile);
  }

  /** Opens an address as a new user. */
  async open(
    address: string,
    { width, height, scheme = "light" }: Screen = { width: 1280, height: 800 },
  ): Promise<Page> {
    const context = await this.#browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE_MS);
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(address);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#process[Symbol.asyncDispose]();
    this.#profile[Symbol.dispose]();
  }
}
