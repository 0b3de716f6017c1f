import { keyManagement } from "errata/guards";
import type { Sql, SqlInput, Store } from "errata/store";
import { type ImagingService, openImaging } from "../imaging/api.ts";
import { imagingMigrations } from "../imaging/migrations.ts";
import { partnerKeyFormats } from "../imaging/partners/caller.ts";
import { type NewAccount, openAccount } from "../imaging/partners/open-account.ts";
import { dicomFile } from "./dicom-file.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import { type HttpClient, httpClient } from "./http-client.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The imaging service, started as `npm start` does, on its own port. */
export interface RunningImaging extends ServedApi {
  readonly service: ImagingService;
  /** Texts of the statements that the service has run outside transactions, in order. */
  readonly statements: string[];
  /** Creates a partner account, as staff do. By default it can sell every plan and has 1000 credits. */
  openPartner(account?: Partial<NewAccount>): Promise<TestPartner>;
  /** Creates a partner with a customer whose study is indexed. */
  openStudy(members?: Record<string, unknown>): Promise<TestStudy>;
  /** Returns a client with a credential, or without one. */
  client(key?: string): HttpClient;
}

/** A partner, and a client with its key. */
export interface TestPartner extends HttpClient {
  readonly id: string;
  readonly key: string;
  /** Creates a customer. @returns its id */
  newCustomer(members?: Record<string, unknown>): Promise<string>;
  /** Uploads one instance of a new study. @returns the study's UID */
  newStudy(customerId: string, studyUid?: string): Promise<string>;
}

/** A study that accepts reports. */
export interface TestStudy {
  readonly partner: TestPartner;
  readonly customerId: string;
  readonly studyUid: string;
  /** Path of its reports. */
  readonly path: string;
}

/** Runs a suite with the service on every engine that this machine has. */
export const onEveryEngine: EachEngine<RunningImaging> = eachEngine(async (engine) => {
  const served = await serveApi(engine, imagingMigrations, async ({ store, ...environment }) => {
    const { store: watchedStore, statements } = watched(store);
    const service = await openImaging({ ...environment, store: watchedStore, bodyDeadlineMs: 1_000 });
    return { api: service, service, statements };
  });
  const { url, service } = served;
  return {
    ...served,
    openPartner: (account) => openPartner(service, url, account),
    openStudy: async (members) => await openStudy(service, await openPartner(service, url), members),
    client: (key) => httpClient(url, key),
  };
});

/** Records the text of each statement that runs outside a transaction. */
function watched(store: Store): { store: Store; statements: string[] } {
  const statements: string[] = [];
  function sql<Row extends object>(text: TemplateStringsArray, ...values: SqlInput[]): Promise<Row[]> {
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
  const { secret } = await keyManagement({ format: partnerKeyFormats.live, store, keys, clock }).mint({ tenant: id });
  const client = httpClient(url, secret);
  return {
    ...client,
    id,
    key: secret,
    async newCustomer(members = {}) {
      const email = `${crypto.randomUUID()}@example.com`;
      const reply = await client.post("/v1/customers", { name: "Example", email, planId: "professional", ...members });
      if (reply.status !== 201) throw new Error(`creating a customer returned ${reply.status}: ${reply.text}`);
      return reply.json.data.id;
    },
    async newStudy(customerId, studyUid) {
      const file = dicomFile(studyUid === undefined ? {} : { studyUid });
      const reply = await client.send("POST", `/v1/customers/${customerId}/studies`, file, {
        "Content-Type": "application/dicom",
      });
      if (reply.status !== 201) throw new Error(`uploading a study returned ${reply.status}: ${reply.text}`);
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
