import type { JSX } from "hono/jsx/jsx-runtime";
import type { OperatorJob, QueueState } from "../console-data.ts";
import { type ConsoleContext, Count, DataTable, JobTable, Layout } from "./parts/index.ts";

/** The queues of the app, and the jobs that failed in every attempt. */
export function JobsPage(props: {
  readonly context: ConsoleContext;
  readonly queues: readonly QueueState[];
  readonly failed: readonly OperatorJob[];
  /** Current time, in milliseconds since 1970. */
  readonly now: number;
}): JSX.Element {
  const { context, queues, failed, now } = props;
  return (
    <Layout context={context} title="Jobs" current="Jobs">
      <h1 class="words">Jobs</h1>
      <section aria-labelledby="queues">
        <h2 id="queues">Queues</h2>
        {queues.length === 0 ? (
          <p>The app has no queue.</p>
        ) : (
          <DataTable
            label="Queues"
            head={["Queue", "Waiting", "Running", "Failed", "Age of the oldest job"]}
            numbers={[1, 2, 3, 4]}
            rows={queues.map(({ queue, waiting, running, failed: given, oldestAt }) => [
              queue,
              <Count of={waiting} />,
              <Count of={running} />,
              given === 0 ? "0" : <b class="bad">{<Count of={given} />}</b>,
              oldestAt === null ? "–" : ageText(now - oldestAt),
            ])}
          />
        )}
      </section>
      <section aria-labelledby="failed">
        <h2 id="failed">Failed for good</h2>
        {failed.length === 0 ? (
          <p>No job has failed in every attempt.</p>
        ) : (
          <JobTable context={context} jobs={failed} label="Jobs that failed in every attempt" />
        )}
      </section>
    </Layout>
  );
}

/** Returns a duration in its largest unit. */
function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
