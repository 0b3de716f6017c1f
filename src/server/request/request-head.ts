/** The head of a request: everything that is known before its body arrives. */
export interface RequestHead {
  /** HTTP method. */
  readonly method: string;
  /** Path and query as received: `/v1/customers?limit=10`. */
  readonly target: string;
  /** Returns the value of a header. @param name in lower case */
  header(name: string): string | null | undefined;
}

/** The members of Node's IncomingMessage that a head is read from, declared here because the core imports no `node:` module. */
interface IncomingHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Deno creates a request's signal when it is first read, and one that it creates after the client has left never aborts. */
const isSignalLate = "Deno" in globalThis;

/** The head of a Fetch request. */
export class FetchHead implements RequestHead {
  readonly method: string;
  private readonly request: Pick<Request, "url"> & { readonly headers?: Headers };

  constructor(request: Request) {
    this.method = request.method;
    this.request = request;
    if (isSignalLate) void request.signal;
  }

  get target(): string {
    const { url } = this.request;
    const start = url.indexOf("/", url.indexOf("://") + 3);
    return start === -1 ? "/" : url.slice(start);
  }

  /** An object in place of a Request can have no headers. */
  header(name: string): string | null | undefined {
    return this.request.headers?.get(name);
  }
}

/** The head of a request as Node received it. */
export class NodeHead implements RequestHead {
  readonly method: string;
  readonly target: string;
  private readonly headers: IncomingHead["headers"];

  constructor({ method = "GET", url = "/", headers }: IncomingHead) {
    this.method = method;
    // A target can be a whole URL. @see RFC 9112 section 3.2.2
    this.target = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?]*\/?/i, "/");
    this.headers = headers;
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return value === undefined || typeof value === "string" ? value : value.join(", ");
  }
}
