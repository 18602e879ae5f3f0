# The same regressions in R, on verdicts.csv. Writes reference.csv: model, term, estimate, error.
# Run: Rscript tests/crosscheck/reference.R
suppressPackageStartupMessages({
  library(sandwich); library(MASS); library(survival); library(lme4); library(geepack)
})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "verdicts.csv"))
d$position <- ifelse(tolower(d$swapped) == "true", 1, -1)
d$markdown <- (d$b_style == "markdown") * d$dose
d$error <- as.numeric(d$b_substance == "factual_error")
d$product <- d$markdown * d$error
d$item <- factor(d$item); d$judge <- factor(d$judge)
terms <- c("position", "length", "markdown", "error", "product")
rhs <- paste(terms, collapse = " + ")
out <- list()
keep <- function(model, b, v) {
  n <- length(terms)
  out[[length(out) + 1]] <<- data.frame(model = model, term = terms,
    estimate = as.numeric(b)[1:n], error = sqrt(diag(as.matrix(v)))[1:n])
}
f <- as.formula(paste("preference ~ 0 +", rhs))
options(warn = -1)  # ties make the binomial family warn about counts that are not whole
control <- glm.control(epsilon = 1e-14, maxit = 100)
logit <- glm(f, data = d, family = quasibinomial(), control = control)
keep("logit", coef(logit), vcovCL(logit, cluster = ~item, type = "HC1"))
keep("logit two-way", coef(logit), vcovCL(logit, cluster = ~item + judge, type = "HC1"))
linear <- lm(as.formula(paste("I(preference - 0.5) ~ 0 +", rhs)), data = d)
keep("linear", coef(linear), vcovCL(linear, cluster = ~item, type = "HC1"))
keep("linear two-way", coef(linear), vcovCL(linear, cluster = ~item + judge, type = "HC1"))
d$level <- factor(sign(d$preference - 0.5) * pmax(d$strength, 1), ordered = TRUE)
ordered <- polr(as.formula(paste("level ~", rhs)), data = d, Hess = TRUE,
  control = list(reltol = 1e-16, maxit = 1000))
keep("ordered", coef(ordered), vcovCL(ordered, cluster = d$item, type = "HC1"))
d <- d[order(d$item), ]
g <- geeglm(f, id = item, data = d, family = binomial(), corstr = "exchangeable",
  control = geese.control(epsilon = 1e-13, maxit = 500))
keep("gee", coef(g), vcov(g))
hard <- d[d$preference != 0.5, ]
cl <- clogit(as.formula(paste("preference ~", rhs, "+ strata(item)")), data = hard,
  method = "exact", control = coxph.control(eps = 1e-13, iter.max = 100))
keep("conditional", coef(cl), vcov(cl))
for (intercepts in c("(1 | item)", "(1 | item) + (1 | judge)")) {
  m <- glmer(as.formula(paste("preference ~ 0 +", rhs, "+", intercepts)), data = hard,
    family = binomial(), nAGQ = 0,
    control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10), tolPwrss = 1e-12))
  name <- if (grepl("judge", intercepts)) "mixed two" else "mixed"
  keep(name, fixef(m), vcov(m, use.hessian = FALSE))
  sds <- as.data.frame(VarCorr(m))
  out[[length(out) + 1]] <- data.frame(model = name, term = paste("sd of", sds$grp),
    estimate = sds$sdcor, error = NA)
}
apart <- hard[hard$judge == "first", ]
apart$preference[apart$error == 1] <- 0
# Firth's estimate by maximising the penalised likelihood itself, without its derivative.
x <- as.matrix(apart[, terms])
penalised <- function(b) {
  p <- plogis(x %*% b)
  info <- t(x) %*% (x * as.numeric(p * (1 - p)))
  -(sum(ifelse(apart$preference == 1, log(p), log1p(-p))) + 0.5 * determinant(info)$modulus)
}
best <- optim(rep(0, 5), penalised, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))
best <- optim(best$par, penalised, control = list(reltol = 1e-18, maxit = 5000))
out[[length(out) + 1]] <- data.frame(model = "firth", term = terms,
  estimate = best$par, error = NA)
table <- do.call(rbind, out)
table$estimate <- sprintf("%.12g", table$estimate)
table$error <- sprintf("%.12g", table$error)
write.csv(table, file.path(here, "reference.csv"), row.names = FALSE, quote = FALSE)
packages <- c("sandwich", "MASS", "survival", "lme4", "geepack")
cat(R.version.string, paste(packages, sapply(packages, function(p) as.character(packageVersion(p)))),
  sep = "\n")
