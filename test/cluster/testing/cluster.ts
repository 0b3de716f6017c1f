import { mkdtemp, rm } from "node:fs/promises";
import { type Receiver, receiver } from "../../../services/orders/webhooks/testing/receiver.ts";
import { freePorts, type Server, startNginx, startObjectStore, startPostgres, startRedis } from "./engines.ts";
import type { Servers } from "./faults.ts";
import { type Nodes, startNodes } from "./nodes.ts";

/** Three nodes behind nginx, with the servers that they share. */
export interface Cluster extends Servers {
  readonly nodes: Nodes;
  /** Address of nginx. */
  readonly url: string;
  readonly postgresUrl: string;
  /** Receives the webhooks of orders. */
  readonly hook: Receiver;
}

/**
 * Starts a cluster on an empty database.
 *
 * @param stops receives what stops each part, also if a later part does not start
 */
export async function startCluster(stops: (() => Promise<unknown>)[]): Promise<Cluster> {
  // Not in the folder of the test run, which the user of PostgreSQL cannot enter.
  const folder = await mkdtemp("/tmp/errata-cluster-");
  stops.push(() => rm(folder, { recursive: true }));
  const started = async (starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    stops.push(() => server.kill());
    return server;
  };
  const ports = await freePorts(3);
  const postgres = await started(startPostgres(folder));
  const redis = await started(startRedis(folder));
  const objectStore = await started(startObjectStore(folder));
  const nginx = await started(startNginx(folder, ports));
  const hook = await receiver();
  stops.push(() => hook.close());
  const postgresUrl = `postgres://postgres@127.0.0.1:${postgres.port}/postgres`;
  const nodes = await startNodes(folder, ports, {
    ERRATA_POSTGRES: postgresUrl,
    ERRATA_REDIS: `redis://127.0.0.1:${redis.port}`,
    ERRATA_REDIS_FALLBACK: "0.33",
    ERRATA_S3: `http://S3RVER:S3RVER@127.0.0.1:${objectStore.port}/documents`,
    ERRATA_DEMO: "1",
    ERRATA_TRUSTED_PROXIES: "127.0.0.1",
    ERRATA_WEBHOOK_ALLOW: "127.0.0.0/8",
    ERRATA_OPERATOR_TOKEN: "operators-of-the-cluster-test",
    LOG_LEVEL: "error",
  });
  stops.push(() => nodes.stopAll());
  return { postgres, redis, objectStore, nodes, url: `http://127.0.0.1:${nginx.port}`, postgresUrl, hook };
}
