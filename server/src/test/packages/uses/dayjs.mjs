import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import timezone from 'dayjs/plugin/timezone.js';
import relative from 'dayjs/plugin/relativeTime.js';
import 'dayjs/locale/de.js';
export default () => {
  dayjs.extend(utc); dayjs.extend(timezone); dayjs.extend(relative);
  const day = dayjs.utc('2024-02-29T12:00:00Z');
  return [day.format('YYYY-MM-DD'), day.add(1, 'year').format(), day.locale('de').format('dddd, D. MMMM'), day.from(day.add(3, 'hour')), day.diff('2024-01-01', 'day'), day.startOf('month').toISOString(), day.tz('Asia/Tokyo').format('HH:mm'), day.isValid()];
};
