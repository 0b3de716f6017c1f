import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dicomFile, newUid } from "./testing/dicom-file.ts";
import { httpClient } from "./testing/http-client.ts";
import { type Launched, launch, runToEnd } from "./testing/launched.ts";
import { invoice } from "./testing/running-pdf.ts";
import { type S3Server, startS3 } from "./testing/s3-server.ts";

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";
const redisUrl = process.env.ERRATA_TEST_REDIS ?? "";
const admin = postgres(postgresUrl || "postgres://127.0.0.1", { max: 1, onnotice: () => undefined });
/** Time for tests that start several processes, in milliseconds: a busy machine needs 10 s for each. */
const severalStarts = 120_000;

/** Removes the counts of earlier runs: the demo accounts always have the same ids. */
async function emptyRedis(address: string): Promise<void> {
  const redis = new Redis(address);
  await redis.flushdb();
  redis.disconnect();
}

describe("nodes that start at once", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-nodes-"));
  });
  afterAll(async () => {
    await admin.end();
    await rm(folder, { recursive: true });
  });

  it.each([
    [
      "an invalid ERRATA_S3 without its secret",
      { ERRATA_S3: "https://KEY:hunter2%@s3.example.com/b" },
      /ERRATA_S3: exp/,
    ],
    ["ERRATA_PDF_S3, which was replaced", { ERRATA_PDF_S3: "https://KEY:hunter2@s3.example.com/b" }, /by ERRATA_S3/],
    [
      "a pool without connections",
      { ERRATA_POSTGRES_POOL: "0" },
      /Expected ERRATA_POSTGRES_POOL to be a number from 2/,
    ],
    ["an invalid ERRATA_REDIS", { ERRATA_REDIS: "hunter2@localhost" }, /ERRATA_REDIS: .*address such as redis:/],
    [
      "a local limit of more than the limit",
      { ERRATA_REDIS_FALLBACK: "2" },
      /Expected ERRATA_REDIS_FALLBACK to be above 0/,
    ],
    ["an invalid ERRATA_POSTGRES", { ERRATA_POSTGRES: "hunter2@localhost" }, /ERRATA_POSTGRES: .*expected url to be/],
    ["a short ERRATA_OPERATOR_TOKEN", { ERRATA_OPERATOR_TOKEN: "hunter2" }, /ERRATA_OPERATOR_TOKEN: .*20 to 1000/],
    ["an unknown value of ERRATA_DEMO", { ERRATA_DEMO: "yes" }, /Expected ERRATA_DEMO to be 0 or 1, received "yes"/],
  ])("report %s", async (_, environment, message) => {
    const { code, output } = await runToEnd([], { ERRATA_DATA: folder, PORT: "0", ...environment });
    expect([code, output]).toEqual([1, expect.stringMatching(message)]);
    expect(output).not.toContain("hunter2");
  });

  it("report a missing key without the demo", async () => {
    const environment = { ERRATA_DATA: join(folder, "without-key"), ERRATA_DEMO: "0", PORT: "0" };
    const { code, output } = await runToEnd([], environment);
    expect([code, output]).toEqual([1, expect.stringMatching(/ERRATA_ENCRYPTION_KEYS is not set/)]);
  });

  describe.skipIf(postgresUrl === "")("on an empty PostgreSQL (ERRATA_TEST_POSTGRES)", () => {
    let database: string;
    let s3: S3Server;
    let environment: { ERRATA_POSTGRES: string; LOG_LEVEL: string };
    let nodes: Launched[];
    beforeEach(async () => {
      database = `errata_nodes_${crypto.randomUUID().replaceAll("-", "")}`;
      await admin.unsafe(`CREATE DATABASE ${database}`);
      s3 = await startS3();
      const address = Object.assign(new URL(postgresUrl), { pathname: database });
      environment = { ERRATA_POSTGRES: address.href, LOG_LEVEL: "fatal" };
      nodes = [];
    });
    afterEach(async () => {
      await Promise.all(nodes.map((node) => node.end("SIGKILL")));
      await s3.stop();
      await admin.unsafe(`DROP DATABASE ${database} WITH (FORCE)`);
    });

    it(
      "all serve with the same credentials, find each other's files in the bucket, and keep nothing on their disks",
      async () => {
        const shared = { ...environment, ERRATA_S3: s3.url(), ERRATA_DEMO: "1", LOG_LEVEL: "warn" };
        const folders = [1, 2, 3].map((number) => join(folder, `${database}-${number}`));
        nodes = await Promise.all(folders.map((data) => launch(data, shared)));
        const credentials = nodes.map(({ demo }) => Object.values(demo.apis).map((api) => api.credentials));
        expect(credentials).toEqual([credentials[0], credentials[0], credentials[0]]);
        for (const data of folders) expect(await readdir(data)).toEqual(["demo.json"]);
        // No node takes another one for an earlier process of its own.
        for (const { output } of nodes) expect(output()).not.toContain("ERRATA_OCCURRENCES_LOST");

        const clients = (api: string, name: string) =>
          nodes.map(({ demo }) => httpClient(demo.apis[api]!.url, demo.apis[api]!.credentials[name]));
        const [partner, otherPartner] = clients("imaging", "acme");
        const customer = { name: "A", email: "a@example.com", planId: "professional" };
        const { id } = (await partner!.post("/v1/customers", customer)).json.data;
        const studyUid = newUid();
        const path = `/v1/customers/${id}/studies`;
        await partner!.send("POST", path, dicomFile({ studyUid }), { "Content-Type": "application/dicom" });
        const indexed = async () => (await otherPartner!.get(`${path}/${studyUid}/ai-lens`)).status;
        await expect.poll(indexed, { timeout: 10_000 }).toBe(200);

        const [workspace, other] = clients("pdf", "atlas");
        const designId = (await workspace!.get("/v1/designs")).json.data.items[0].id;
        const pdf = (await workspace!.post("/v1/pdfs", { designId, variables: invoice })).json.data;
        expect((await other!.get(`/v1/pdfs/${pdf.id}/content`)).status).toBe(200);
        expect((await s3.keys()).filter((key) => key.startsWith("pdf/"))).toEqual([`pdf/${pdf.id}`]);

        // Every node has cached the account by now, and learns of its change within a second.
        const partners = clients("imaging", "acme");
        const statuses = () => Promise.all(partners.map(async (node) => (await node.get("/v1/partner")).status));
        expect(await statuses()).toEqual([200, 200, 200]);
        const client = postgres(environment.ERRATA_POSTGRES, { max: 1 });
        await client`UPDATE imaging_partners SET is_active = 0 WHERE name = 'Acme Imaging'`;
        await client.end();
        await expect.poll(statuses, { timeout: 2_000, interval: 100 }).toEqual([401, 401, 401]);
      },
      severalStarts,
    );

    it.skipIf(redisUrl === "")(
      "admit exactly the limit of an account together, with Redis (ERRATA_TEST_REDIS)",
      async () => {
        const ERRATA_REDIS = `${redisUrl}/7`;
        await emptyRedis(ERRATA_REDIS);
        const shared = { ...environment, ERRATA_REDIS, ERRATA_S3: s3.url(), ERRATA_DEMO: "1" };
        nodes = await Promise.all([1, 2].map((number) => launch(join(folder, `${database}-r${number}`), shared)));
        const clients = nodes.map(({ demo: { apis } }) =>
          httpClient(apis.imaging!.url, apis.imaging!.credentials.busy),
        );
        const replies = await Promise.all(
          Array.from({ length: 200 }, (_, index) => clients[index % 2]!.get("/v1/partner")),
        );
        expect(replies.filter(({ status }) => status === 200)).toHaveLength(120);
        const rejected = replies.filter(({ status }) => status === 429);
        expect(rejected).toHaveLength(80);
        for (const { headers } of rejected) {
          expect(Number(headers.get("retry-after"))).toBeGreaterThan(30);
          expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
        }
      },
      severalStarts,
    );

    it(
      "refuse to start without the files of the others, and say how to share them",
      async () => {
        const [first, second] = ["first", "second"].map((name) => join(folder, `${database}-${name}`));
        nodes = [await launch(first!, { ...environment, ERRATA_DEMO: "1" })];
        const message = /Nodes that share a database have to share its files.* Set ERRATA_S3 /;
        for (const more of [{ ERRATA_DATA: second! }, { ERRATA_DATA: second!, ERRATA_S3: s3.url() }]) {
          const { code, output } = await runToEnd([], { ...environment, PORT: "0", ...more });
          expect([code, output]).toEqual([1, expect.stringMatching(message)]);
        }
        nodes.push(await launch(first!, { ...environment, ERRATA_DEMO: "1" }));
      },
      severalStarts,
    );

    it(
      "create no demo accounts and no file unless ERRATA_DEMO is 1",
      async () => {
        const data = join(folder, `${database}-none`);
        const ERRATA_ENCRYPTION_KEYS = Buffer.alloc(32, 1).toString("base64");
        nodes = [await launch(data, { ...environment, ERRATA_ENCRYPTION_KEYS, ERRATA_S3: s3.url() })];
        expect((await fetch(`${nodes[0]!.demo.url}/docs/imaging/`)).status).toBe(200);
        await expect(readdir(data)).rejects.toThrow("ENOENT");
        const client = postgres(environment.ERRATA_POSTGRES, { max: 1 });
        expect(await client`SELECT id FROM imaging_partners`).toHaveLength(0);
        await client.end();
      },
      severalStarts,
    );
  });
});
