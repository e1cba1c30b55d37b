import { Problem } from "@/api/problem";
import comments from "../../../samples/sample.info.json?url";
import film from "../../../samples/sample.mp4?url";
import { type ReportView, requestReport } from "./api";
import { sendFile } from "./request/upload";

/** Sends the sample's film and comments as if they were the user's own, and asks for a report of them. */
export async function startSample(title: string): Promise<ReportView> {
  const stop = new AbortController();
  const send = async (address: string, name: string) =>
    sendFile(await fileAt(address, name), () => {}, stop.signal);
  const [media, said] = await Promise.all([send(film, "sample.mp4"), send(comments, "sample.info.json")]);
  return requestReport({ media_upload_id: media.id, comments_upload_id: said.id, title });
}

async function fileAt(address: string, name: string): Promise<File> {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) throw Problem.unreachable();
  return new File([await answer.blob()], name);
}
