/* What only node has and the library asks for in name: streams. */
module.exports = {};
