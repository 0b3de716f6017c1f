import { join } from "node:path";
import type { Migrations } from "errata/store";
import { listen, openData, readCredentials, readOptions, rootApp, writeDemoFile } from "../launch/index.ts";
import type { Api, ServiceEnvironment } from "../shared/api/index.ts";
import { fileMigrations } from "../shared/files/index.ts";

interface Service {
  readonly migrations: readonly Migrations[];
  open(environment: ServiceEnvironment): Promise<Api>;
}

/** Only one of them is loaded. */
const services: Readonly<Record<string, () => Promise<Service>>> = {
  async imaging() {
    const { openImagingApi: open } = await import("../imaging/api.ts");
    return { open, migrations: (await import("../imaging/migrations.ts")).imagingMigrations };
  },
  async orders() {
    const { openOrdersApi: open } = await import("../orders/api.ts");
    return { open, migrations: (await import("../orders/migrations.ts")).ordersMigrations };
  },
  async pdf() {
    const { openPdfApi: open } = await import("../pdf/api.ts");
    return { open, migrations: (await import("../pdf/migrations.ts")).pdfMigrations };
  },
};

/** Serves one API, as `npm start` serves all of them, until the process is killed. */
const [name = ""] = process.argv.slice(2);
const load = services[name];
if (load === undefined) throw new Error(`expected one of ${Object.keys(services).join(", ")}, received "${name}"`);
const { open, migrations } = await load();
const options = readOptions([], process.env);
const { store, files, secrets } = await openData(options, [...migrations, fileMigrations]);
const api = await open({ ...files, store, secrets, record: () => undefined, onJobFailed: () => undefined });
const demoPath = join(options.dataFolder, "demo.json");
const { credentials, tries } = await api.demo((await readCredentials(demoPath))[name] ?? {});
const root = rootApp([api], () => undefined);
await listen(root, options.port, (url) => {
  writeDemoFile(demoPath, url, [{ api, credentials, tries: tries(`${url}/${name}`) }]);
});
api.start();
process.stdout.write("Press Ctrl-C to stop.\n");
