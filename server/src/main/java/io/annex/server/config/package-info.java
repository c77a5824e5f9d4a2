/**
 * Configuration: {@code annex.yaml}, the environment, the command line, in
 * rising order of weight.
 */
@NullMarked
package io.annex.server.config;

import org.jspecify.annotations.NullMarked;
