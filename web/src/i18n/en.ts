import account from "./en/account.json";
import channel from "./en/channel.json";
import common from "./en/common.json";
import developers from "./en/developers.json";
import errors from "./en/errors.json";
import moderation from "./en/moderation.json";
import moments from "./en/moments.json";
import people from "./en/people.json";
import player from "./en/player.json";
import report from "./en/report.json";
import reportExports from "./en/reportExports.json";
import reportPeople from "./en/reportPeople.json";
import reports from "./en/reports.json";
import request from "./en/request.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";

export default {
  account,
  channel,
  common,
  developers,
  errors,
  moderation,
  moments,
  people,
  player,
  report,
  reportExports,
  reportPeople,
  reports,
  request,
  settings,
  shell,
};
