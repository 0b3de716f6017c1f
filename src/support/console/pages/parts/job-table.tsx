import type { JSX } from "hono/jsx/jsx-runtime";
import { maskSecrets } from "../../../../server/index.ts";
import type { OperatorJob } from "../../console-data.ts";
import { type ConsoleContext, linkTo } from "./context.ts";
import { DataTable, Time } from "./layout.tsx";

/** A table of jobs. Failed ones can be retried, if the app can run them again. */
export function JobTable(props: {
  readonly context: ConsoleContext;
  readonly jobs: readonly OperatorJob[];
  readonly label: string;
}): JSX.Element {
  const { context, jobs, label } = props;
  return (
    <DataTable
      label={label}
      head={["Queue", "Job", "State", "Attempts", "Added (UTC)", "Reason", "Request", "Action"]}
      numbers={[3]}
      rows={jobs.map((job) => [
        job.queue,
        <span class="mono">{job.id}</span>,
        <span class={job.state === "failed" ? "bad" : undefined}>{job.state}</span>,
        job.attempts,
        <Time at={job.createdAt} />,
        job.reason === null ? "–" : <span class="reason">{maskSecrets(job.reason)}</span>,
        job.requestId === null ? (
          "–"
        ) : (
          <a class="mono id" href={linkTo(context, ["requests", job.requestId])}>
            {job.requestId}
          </a>
        ),
        retryForm(context, job),
      ])}
    />
  );
}

/** Returns the form that runs a failed job again; null if the app cannot. */
function retryForm(context: ConsoleContext, { queue, id, state, canRetry = false }: OperatorJob): JSX.Element | null {
  if (state !== "failed" || !canRetry || context.data.retryJob === undefined) return null;
  return (
    <form method="post" action={linkTo(context, ["jobs", queue, id, "retry"])}>
      <button type="submit" class="quiet" aria-label={`Retry ${id} of ${queue}`}>
        Retry
      </button>
    </form>
  );
}
