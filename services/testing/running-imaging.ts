import { keyManagement } from "errata/guards";
import type { Occurrence } from "errata/server";
import type { Sql, SqlValue, Store } from "errata/store";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { imagingApi } from "../imaging/api.ts";
import { partnerKeys } from "../imaging/partners/keys.ts";
import { type NewAccount, openAccount } from "../imaging/partners/open-account.ts";
import { type ImagingService, imagingMigrations, openImaging } from "../imaging/service.ts";
import { listen } from "../launch/listen.ts";
import { rootApp } from "../launch/root-app.ts";
import { dicomFile } from "./dicom-file.ts";
import { type Engine, engines } from "./engines.ts";
import { type HttpClient, httpClient } from "./http-client.ts";

/** The imaging service, started as `npm start` does, on a port of its own. */
export interface RunningImaging {
  /** Address of the API: `http://127.0.0.1:…/imaging`. */
  readonly url: string;
  readonly service: ImagingService;
  /** Every error that was answered. */
  readonly occurrences: Occurrence[];
  /** Texts of the statements that the service sent to its store, in their order. */
  readonly statements: string[];
  /** Folder of the uploaded files. */
  readonly folder: string;
  /** Moves the service's clock. */
  advance(ms: number): void;
  /** Opens a partner's account, as our staff does. By default it may sell every plan and has 1000 credits. */
  openPartner(account?: Partial<NewAccount>): Promise<TestPartner>;
  /** Opens a partner with a customer whose study is indexed. */
  openStudy(members?: Record<string, unknown>): Promise<TestStudy>;
  /** Sends requests without a credential, or with one. */
  client(key?: string): HttpClient;
}

/** A partner and its connection. */
export interface TestPartner extends HttpClient {
  readonly id: string;
  readonly key: string;
  /** Creates a customer. @returns its id */
  newCustomer(members?: Record<string, unknown>): Promise<string>;
  /** Uploads one instance of a new study. @returns the study's UID */
  newStudy(customerId: string, studyUid?: string): Promise<string>;
}

/** A study that takes reports. */
export interface TestStudy {
  readonly partner: TestPartner;
  readonly customerId: string;
  readonly studyUid: string;
  /** Path of its reports. */
  readonly path: string;
}

/** Runs a suite with a service on each engine that this machine has. */
export function onEveryEngine(suite: (running: () => RunningImaging) => void): void {
  for (const engine of engines) {
    describe.skipIf(engine.isAbsent)(`on ${engine.name}`, () => {
      let started: { running: RunningImaging; stop: () => Promise<void> };
      beforeAll(async () => {
        started = await start(engine);
      });
      afterAll(async () => {
        await started?.stop();
        // Whatever a suite provoked, no operation answered with a code that the contract does not declare for it.
        expect(started?.running.occurrences.filter(({ undeclared }) => undeclared)).toEqual([]);
      });
      suite(() => started.running);
    });
  }
}

async function start(engine: Engine): Promise<{ running: RunningImaging; stop: () => Promise<void> }> {
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const occurrences: Occurrence[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  const opened = await engine.open(imagingMigrations, clock);
  const { folder } = opened;
  const { store, statements } = watched(opened.store);
  const service = await openImaging({ store, folder, record, bodyDeadlineMs: 1_000, clock });
  const server = await listen(rootApp([imagingApi(service)], record), 0);
  const url = `${server.url}/imaging`;
  return {
    running: {
      url,
      service,
      occurrences,
      statements,
      folder,
      advance(ms) {
        aheadMs += ms;
      },
      openPartner: (account) => openPartner(service, url, account),
      openStudy: async (members) => await openStudy(service, await openPartner(service, url), members),
      client: (key) => httpClient(url, key),
    },
    async stop() {
      await server.close(1_000);
      await opened.drop();
    },
  };
}

/** Notes the text of each statement that stands alone. */
function watched(store: Store): { store: Store; statements: string[] } {
  const statements: string[] = [];
  function sql<Row extends object>(text: TemplateStringsArray, ...values: SqlValue[]): Promise<Row[]> {
    statements.push(text.join("?"));
    return store.sql<Row>(text, ...values);
  }
  const watchedSql: Sql = Object.assign(sql, { engine: store.engine });
  return { store: { ...store, sql: watchedSql }, statements };
}

const everyPlan = ["pocket", "starter", "professional", "clinic"].map((id) => ({ id, retailPrice: 99 }));

async function openPartner(
  { backend }: ImagingService,
  url: string,
  account: Partial<NewAccount> = {},
): Promise<TestPartner> {
  const { store, keys, clock } = backend;
  const defaults: NewAccount = { name: "Test Partner", tier: "reseller", credits: 1_000, plans: everyPlan };
  const id = await openAccount(backend, { ...defaults, ...account });
  const { secret } = await keyManagement({ format: partnerKeys.live, store, keys, clock }).mint({ tenant: id });
  const client = httpClient(url, secret);
  return {
    ...client,
    id,
    key: secret,
    async newCustomer(members = {}) {
      const email = `${crypto.randomUUID()}@example.com`;
      const reply = await client.post("/v1/customers", { name: "Example", email, planId: "professional", ...members });
      if (reply.status !== 201) throw new Error(`creating a customer gave ${reply.status}: ${reply.text}`);
      return reply.json.data.id;
    },
    async newStudy(customerId, studyUid) {
      const file = dicomFile(studyUid === undefined ? {} : { studyUid });
      const reply = await client.send("POST", `/v1/customers/${customerId}/studies`, file, {
        "Content-Type": "application/dicom",
      });
      if (reply.status !== 201) throw new Error(`uploading a study gave ${reply.status}: ${reply.text}`);
      return reply.json.data.study.studyUid;
    },
  };
}

async function openStudy(
  { indexer }: ImagingService,
  partner: TestPartner,
  members?: Record<string, unknown>,
): Promise<TestStudy> {
  const customerId = await partner.newCustomer(members);
  const studyUid = await partner.newStudy(customerId);
  while (await indexer.runOnce());
  return { partner, customerId, studyUid, path: `/v1/customers/${customerId}/studies/${studyUid}/reports` };
}
