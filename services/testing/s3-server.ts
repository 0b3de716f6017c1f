/// <reference path="./s3rver.d.ts" />
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";

/** An object store that speaks S3: another's implementation, on a port and a folder of its own. */
export interface S3Server {
  readonly host: string;
  readonly port: number;
  /** Address of its one bucket, with the credentials, as seen through another host. @param host `127.0.0.1:9000`. @default its own */
  url(host?: string): string;
  /** Lists the keys of all objects. */
  keys(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts an object store. */
export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "errata-s3-"));
  const configureBuckets = [{ name: "documents", configs: [] }];
  const host = "127.0.0.1";
  const server = new S3rver({ address: host, port: 0, silent: true, directory, vhostBuckets: false, configureBuckets });
  const { port } = await server.run();
  return {
    host,
    port,
    url: (seen = `${host}:${port}`) => `http://S3RVER:S3RVER@${seen}/documents`,
    async keys() {
      const files = await readdir(join(directory, "documents"), { recursive: true });
      return files.flatMap((file) => (file.endsWith("._S3rver_object") ? [file.replace("._S3rver_object", "")] : []));
    },
    async stop() {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}
