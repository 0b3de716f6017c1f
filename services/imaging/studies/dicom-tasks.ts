import { serveTasks } from "../../shared/worker-pool/index.ts";
import { readDicomHeader } from "./dicom.ts";

/** The input of the task `header`. */
export interface HeaderTaskInput {
  readonly head: Uint8Array;
  readonly fileBytes: number;
}

serveTasks({ header: ({ head, fileBytes }: HeaderTaskInput) => readDicomHeader(head, fileBytes) });
