// Two applications in one add-on; the desk says whether the shop answers.
var ApplicationPool = require('webpoints').ApplicationPool;

var pool = new ApplicationPool();
pool.desk = require('./desk');
pool.load('shop', './shop.js');
pool.run('pool.json');
