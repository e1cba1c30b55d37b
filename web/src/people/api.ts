import { client, type Schema, unwrap } from "@/api/client";

export type Person = Schema["PersonView"];
const MOST_FOUND = 200;

/** Persons whose name holds a text. */
export async function findPersons(text: string, signal: AbortSignal): Promise<Person[]> {
  const query = { limit: MOST_FOUND };
  const { items } = await unwrap(client.GET("/api/v1/persons", { params: { query }, signal }));
  const wanted = text.toLowerCase();
  return items.filter(({ name }) => name?.toLowerCase().includes(wanted));
}

const of = (id: string) => ({ params: { path: { person_id: id } } });

export const namePerson = (id: string, name: string) =>
  unwrap(client.PATCH("/api/v1/persons/{person_id}", { ...of(id), body: { name } }));
export const ignorePerson = (id: string, ignored: boolean) =>
  unwrap(client.PATCH("/api/v1/persons/{person_id}", { ...of(id), body: { ignored } }));
export const binPerson = (id: string) => unwrap(client.POST("/api/v1/persons/{person_id}/bin", of(id)));
export const purgePerson = (id: string) => unwrap(client.DELETE("/api/v1/persons/{person_id}", of(id)));
export const mergePersons = (id: string, others: string[]) =>
  unwrap(client.POST("/api/v1/persons/{person_id}/merge", { ...of(id), body: { others } }));
export const undoEdit = (id?: number) =>
  unwrap(client.POST("/api/v1/library/undo", { body: { edit_id: id ?? null } }));
