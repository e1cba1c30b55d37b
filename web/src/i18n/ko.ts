import account from "./ko/account.json";
import channel from "./ko/channel.json";
import common from "./ko/common.json";
import developers from "./ko/developers.json";
import errors from "./ko/errors.json";
import moderation from "./ko/moderation.json";
import moments from "./ko/moments.json";
import people from "./ko/people.json";
import player from "./ko/player.json";
import report from "./ko/report.json";
import reportExports from "./ko/reportExports.json";
import reportPeople from "./ko/reportPeople.json";
import reports from "./ko/reports.json";
import request from "./ko/request.json";
import settings from "./ko/settings.json";
import shell from "./ko/shell.json";

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
