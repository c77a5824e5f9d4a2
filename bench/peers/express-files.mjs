// A folder of files: express-files.mjs PORT FOLDER
import express from 'express';
import { host, port } from './endpoint.mjs';

const app = express();
app.use(express.static(process.argv[3]));
app.listen(port, host);
