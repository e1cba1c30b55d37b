import { describe, expect, it } from "vitest";
import { Problem } from "./problem";

describe("Problem", () => {
  it("is what the document says", () => {
    const problem = Problem.of(422, {
      code: "email_invalid",
      detail: "No.",
      request_id: "r1",
      errors: [{ location: ["body", "email"], message: "bad", kind: "value" }],
    });
    expect(problem).toMatchObject({ code: "email_invalid", status: 422, requestId: "r1", fields: ["email"] });
    expect(problem.passing).toBe(false);
  });

  it("is that the server is out of reach when something before it answers", () => {
    expect(Problem.of(502, "<html>Bad gateway</html>")).toMatchObject({ code: "unreachable", passing: true });
    expect(Problem.unreachable().passing).toBe(true);
  });
});
