import type { Clock } from "../net/clock.ts";
import { PacedNews, timesText } from "./paced_news.ts";

/** What the connection to NATS is called among the subjects, which are texts otherwise. */
const CONNECTION = "connection";

/** Reports to the operator what happens to the connection to NATS, without a flood. */
export class NatsNews {
  readonly #news: PacedNews<string>;

  /** @param onNotice Gets sentences without their full stops. */
  constructor(clock: Clock, onNotice: (text: string) => void) {
    this.#news = new PacedNews(clock, (news) => {
      for (const { subject, item, times } of news) {
        const what = subject === CONNECTION ? "lost " : "";
        onNotice(times > 1 ? item + timesText(what, times) : item);
      }
    });
  }

  /** Reports a sentence. */
  note(text: string): void {
    this.#news.note(text, text, true);
  }

  /** Reports the loss of the connection, or the next one. */
  noteConnection(text: string, isConnected: boolean): void {
    this.#news.note(CONNECTION, text, !isConnected);
  }

  /** Reports what is left, and nothing more. */
  close(): void {
    this.#news.close();
  }
}
