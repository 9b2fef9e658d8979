# Writes the figures that tests/register/test_expected.py holds: lm, sandwich and plm on a panel of
# 30 municipalities in 3 years, some rows missing.
suppressMessages({library(sandwich); library(plm)})
d <- read.csv("panel.csv", colClasses = c(municipality = "character"))
d$year <- factor(d$year)
show <- function(name, m, v, df) {
  cat(name, "\n"); b <- coef(m)[rownames(v)]; se <- sqrt(diag(v)); p <- 2 * pt(-abs(b / se), df)
  print(cbind(b, se, p), digits = 12)
}
f <- y ~ a + b + year
m <- lm(f, d); k <- length(coef(m)); n <- nobs(m)
cat("r2", format(summary(m)$r.squared, digits = 14), format(summary(m)$adj.r.squared, digits = 14), "\n")
show("cluster", m, vcovCL(m, cluster = ~municipality, type = "HC1", cadjust = TRUE), length(unique(d$municipality)) - 1)
show("hc1", m, vcovHC(m, "HC1"), n - k)
show("hc3", m, vcovHC(m, "HC3"), n - k)
w <- lm(f, d, weights = population)
cat("weighted r2", format(summary(w)$adj.r.squared, digits = 14), "\n")
show("weighted cluster", w, vcovCL(w, cluster = ~municipality, type = "HC1", cadjust = TRUE), length(unique(d$municipality)) - 1)
show("weighted hc3", w, vcovHC(w, "HC3"), n - k)
p <- plm(f, pdata.frame(d, index = c("municipality", "year")), model = "within")
print(coef(p), digits = 12)
lsdv <- lm(y ~ a + b + year + municipality, d)
cat("within r2", format(summary(p)$r.squared, digits = 14), "\n")
# xtreg, fe: G/(G-1) (n-1)/(n-k) with the constant counted, absorbed effects not.
g <- length(unique(d$municipality))
v <- vcovCL(lsdv, cluster = ~municipality, type = "HC0", cadjust = FALSE)[c("a","b","year2014","year2015"), c("a","b","year2014","year2015")]
show("fixed", p, v * g/(g-1) * (n-1)/(n-5), g - 1)
