import type { Dialect } from "../dialect.ts";
import { type Capabilities, SHARED_CAPABILITIES } from "./capabilities.ts";
import { Encoder } from "./encode.ts";

/** A form of the dialect, for clients whose capabilities lead to the same bytes. */
export interface Form {
  readonly dialect: Dialect;
  readonly encoder: Encoder;
}

/**
 * The forms of the dialect. An event is encoded once for each form that has readers, whatever their
 * number.
 */
export class Forms {
  readonly #serverName: string;
  readonly #forms = new Map<string, Form>();
  readonly #makeDialect: (encode: Dialect["encode"]) => Dialect;

  /** @param makeDialect Makes the dialect of a form. */
  constructor(serverName: string, makeDialect: (encode: Dialect["encode"]) => Dialect) {
    this.#serverName = serverName;
    this.#makeDialect = makeDialect;
  }

  /** Returns the form for a client: the same for all sets that make no difference. */
  get(capabilities: Capabilities): Form {
    const shared = SHARED_CAPABILITIES.filter((name) => capabilities.has(name));
    const key = shared.join(" ");
    let form = this.#forms.get(key);
    if (!form) {
      const encoder = new Encoder(this.#serverName, new Set(shared));
      form = { encoder, dialect: this.#makeDialect((event) => encoder.encode(event)) };
      this.#forms.set(key, form);
    }
    return form;
  }
}
