import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Condition } from "errata";
import type { Migrations, Store } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import type { Api } from "../../shared/api/index.ts";
import type { Engine } from "../engines.ts";
import { type ServedApi, serveApi, type TestEnvironment } from "../serve-api.ts";
import { testSecrets } from "../test-secrets.ts";
import type { Values } from "./placeholders.ts";

/** An API with its demo accounts, served as `npm start` does on the embedded store, but at a fixed time. */
export interface RunningDemo extends ServedApi {
  readonly api: Api;
  readonly store: Store;
  /** The credentials of the demo accounts, by placeholder: `key.pinch`. */
  readonly values: Values;
  /** Runs the background jobs that are due. */
  work(): Promise<void>;
  /** Resolves when the demo stops, so that faults end. */
  readonly stopped: Promise<void>;
}

/** Starts the demo of an API. */
export interface DemoApi {
  /**
   * Starts it with a fresh store and only the demo's data.
   *
   * @param raised condition with which its boundary responds to every request. @default requests reach the API
   */
  start(raised?: Condition): Promise<RunningDemo>;
}

/** An API that is open and not served yet. */
interface OpenedApi {
  readonly api: Api;
  work(): Promise<void>;
}

type OpenApi = (environment: TestEnvironment) => OpenedApi | Promise<OpenedApi>;

/** The time of every recording. It is after the ends that the demo accounts have in the past. */
const recordedAt = Date.UTC(2026, 2, 2, 9);

/** Limit on slow bodies. It is short, so that a recording of a slow body does not take long. */
export const bodyDeadlineMs = 300;

/** Longest wait for a transaction of the store, so that a recording of a blocked store does not take long. */
const waitTimeoutMs = 300;

/** The store and the files of a demo right after its first start, by path. They are in memory, so that nothing must be deleted. */
interface Template {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly values: Values;
}

/**
 * Defines the demo of an API. Its first start in a process creates the tables and the accounts; the others copy them, which
 * takes a tenth of the time.
 */
export function demoApi(name: string, migrations: readonly Migrations[], open: OpenApi): DemoApi {
  let template: Promise<Template> | undefined;
  return {
    async start(raised) {
      template ??= createTemplate(name, migrations, open);
      const { files, values } = await template;
      let endFaults = (): void => undefined;
      const stopped = new Promise<void>((resolve) => {
        endFaults = resolve;
      });
      const openForRecording = async (environment: TestEnvironment) => {
        const opened = await open(environment);
        const api = raised === undefined ? opened.api : raising(opened.api, raised);
        return { ...opened, api, store: environment.store };
      };
      const served = await serveApi(copyOf(files), migrations, openForRecording, recordedAt);
      return {
        ...served,
        values,
        stopped,
        async stop() {
          endFaults();
          await served.stop();
        },
      };
    },
  };
}

/** Returns an API whose boundary responds to every request with a condition. */
function raising(api: Api, condition: Condition): Api {
  const { boundary } = api;
  return {
    ...api,
    mount(root) {
      root.all(`/${api.name}/*`, ({ req: { method, url, raw } }) => {
        const header = (name: string): string | undefined => raw.headers.get(name) ?? undefined;
        const context = boundary.begin({ method, target: new URL(url).pathname, header });
        const { status, headers, body } = boundary.respond(boundary.raise(condition), context);
        return new Response(body, { status, headers });
      });
    },
  };
}

async function createTemplate(name: string, migrations: readonly Migrations[], open: OpenApi): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), `errata-demo-${name}-`));
  const clock = (): number => recordedAt;
  const store = await openSqlite({ path: join(folder, "errata.db"), migrations, clock });
  const { api } = await open({
    store,
    folder,
    record: () => undefined,
    onJobFailed: () => undefined,
    secrets: testSecrets,
    clock,
  });
  const { credentials } = await api.demo({});
  await api.stop();
  await store.close();
  const files = await readFiles(folder);
  await rm(folder, { recursive: true });
  return { files, values: Object.fromEntries(credentials.map((account) => [`key.${account.name}`, account.secret])) };
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(folder, path), await readFile(path));
  }
  return files;
}

/** Returns an engine whose store is a copy of the template's. */
function copyOf(files: Template["files"]): Engine {
  return {
    name: "a copy of the demo",
    isAbsent: false,
    async open(migrations, clock) {
      const folder = await mkdtemp(join(tmpdir(), "errata-demo-"));
      for (const [path, content] of files) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      const store = await openSqlite({ path: join(folder, "errata.db"), migrations, waitTimeoutMs, clock });
      return {
        store,
        folder,
        async drop() {
          await store.close();
          await rm(folder, { recursive: true });
        },
      };
    },
  };
}
