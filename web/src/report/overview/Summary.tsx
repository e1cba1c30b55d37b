import { useTranslation } from "react-i18next";
import type { PartProps } from "../ReportPage";
import { Block } from "./Block";
import { evidenceSearch } from "./evidence";
import classes from "./Overview.module.css";

/** The report in sentences; each leads to what it rests on. */
export function Summary({ document, search, onSearch }: PartProps) {
  const { t, i18n } = useTranslation();
  if (document.summary.length === 0) return null;
  const topics = new Map((document.topics ?? []).map((topic) => [String(topic.id), topic.terms]));
  return (
    <Block title={t("report.summary")}>
      <ul className={classes.sentences}>
        {document.summary.map((sentence) => {
          const text = i18n.language === "ko" ? sentence.ko : sentence.en;
          const target = evidenceSearch(sentence.evidence, topics);
          return (
            <li key={sentence.code}>
              {target ? (
                <button
                  type="button"
                  className={classes.sentence}
                  title={t("report.evidence")}
                  onClick={() => onSearch({ at: search.at, ...target })}
                >
                  {text}
                </button>
              ) : (
                text
              )}
            </li>
          );
        })}
      </ul>
    </Block>
  );
}
